"""Python's own tarfile, as root."""
import sys
import tarfile

archive, into = sys.argv[1:]
with tarfile.open(archive) as tar:
    tar.extractall(into, numeric_owner=True)
