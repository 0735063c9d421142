"""Runs the emulator until standard input closes, so that it never outlives the process that started it."""

import os
import signal
import threading
import time

from ministack.app import main


def stop_with_parent():
    while os.read(0, 4096):
        pass
    os.killpg(os.getpgrp(), signal.SIGTERM)
    time.sleep(5)
    os.killpg(os.getpgrp(), signal.SIGKILL)


threading.Thread(target=stop_with_parent, daemon=True).start()
main()
