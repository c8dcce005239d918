"""Starts the pages: ``streamlit run app.py``."""

from __future__ import annotations

import logging

import streamlit as st
from starlette.middleware import Middleware

from kb.errors import BrokenIndexError, KbError
from kb.web import entrance, frame, gate, listening, person, session, signing_in


def main() -> None:
    """Show the page that the address names; no error reaches the user as a traceback."""
    st.set_page_config(page_title="乡鉴", layout="wide", initial_sidebar_state="auto")
    page = st.navigation(
        [
            st.Page(frame.SEARCH, title="检索", url_path="search", default=True),
            st.Page(frame.ORIGINAL, title="原文", url_path="original"),
            st.Page(frame.PRACTICE, title="做法", url_path="practice"),
            st.Page(frame.CATALOGUE, title="做法库", url_path="catalogue"),
            st.Page(frame.COMPARE, title="对比", url_path="compare"),
            st.Page(frame.BASKET, title="素材夹", url_path="basket"),
            st.Page(frame.CHECK, title="核对", url_path="check"),
            st.Page(frame.CASEPACK, title="案例包", url_path="casepack"),
            st.Page(frame.OVERVIEW, title="概览", url_path="overview"),
            st.Page(frame.ACCOUNT, title="账户", url_path="account"),
            st.Page(frame.LIBRARY, title="文库", url_path="library"),
            st.Page(frame.REPORT, title="收录情况", url_path="report"),
        ],
        position="hidden",
    )
    frame.dress(page.title)
    try:
        if listening.refused(session.settings()):
            # The gate lets nobody come this far; should it ever not stand before, this does.
            frame.notice("bad", "乡鉴没有对外开放：请先设置登录，或只在本机使用。")
        elif person.present() is None:
            signing_in.form()
        else:
            frame.ways(page.title)
            page.run()
    except BrokenIndexError:
        # Its message names a command; a page only gets here when the index is swapped meanwhile.
        frame.notice("bad", "索引刚刚有变动。请刷新页面；仍不能使用时到“文库”页更新索引。")
    except KbError as error:
        frame.notice("bad", str(error))
    except Exception as error:
        # The rim: what nobody foresaw goes to the log, not to the page.
        logging.getLogger(__name__).exception("page failed")
        frame.notice("bad", f"程序出错（{type(error).__name__}）。请刷新页面再试。")


if __name__ == "__main__":
    # The page of one session: Streamlit runs this file anew for every turn of it.
    main()
else:
    # The server: Streamlit looks for this name when it is started and imports the file once.
    gate.stay_here()
    print(gate.told_address(), flush=True)
    app = st.App(
        __file__,
        routes=[*gate.routes(), *entrance.routes()],
        middleware=[Middleware(gate.Gate), Middleware(entrance.Entrance)],
    )
