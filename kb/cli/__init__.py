"""The command line: arguments in, JSON or plain text on standard output."""
