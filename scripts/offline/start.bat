@echo off
rem Plain ASCII on purpose: before the code page is changed cmd reads this file in another one.
setlocal
chcp 65001 >nul
title Xiangjian
rem pushd, as cd cannot go to a folder of another computer
pushd "%~dp0"
if not exist start.py (
  echo Cannot open "%~dp0"
  pause
  exit /b 1
)
set "PYTHONUTF8=1"
rem No percent sign inside: cmd would take it for a variable.
set "FITS=import sys; sys.exit('.'.join(map(str, sys.version_info[:2])) != '@PYTHON@' or sys.maxsize < 2**32)"
py -@PYTHON@ -c "%FITS%" >nul 2>nul
if not errorlevel 1 (
  py -@PYTHON@ start.py %*
  goto :ended
)
python -c "%FITS%" >nul 2>nul
if not errorlevel 1 (
  python start.py %*
  goto :ended
)
type no-python.txt
echo.
pause
popd
exit /b 1
:ended
set "CODE=%errorlevel%"
if not "%CODE%"=="0" pause
popd
exit /b %CODE%
