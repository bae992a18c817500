"""`python -m granska`, for where the command is not on the path."""

from granska.cli import main

main()
