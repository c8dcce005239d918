"""Who may use the program: accounts, sign-in, sessions, and the log of what was done.

    book      accounts(folder), add, set_password, set_role, set_disabled, find
    signing   sign_in(folder, name, password) -> Account | None, throttled
    sessions  begin(folder, account) -> token, holder(folder, token), end(folder, token)
    names     shown_name(folder, id), set_name(folder, id, name): of people without an account
    log       write(folder, Entry), read(folder), as_csv(entries)

``folder``: ``Settings.userdata``. Everything lies in ``folder/accounts`` and ``folder/log``.
"""
