"""The idea of the signal as one would write it down at first: start tar, ask now and then, print the answers."""
import subprocess
import sys

archive, into = sys.argv[1:]
tar = subprocess.Popen(["tar", "-x", "-p", "--totals=SIGUSR1", "-f", archive, "-C", into], stderr=subprocess.PIPE, text=True)
while True:
    try:
        tar.wait(timeout=1.9)
        break
    except subprocess.TimeoutExpired:
        tar.send_signal(10)
        print(tar.stderr.readline().strip(), flush=True)
sys.exit(tar.returncode)
