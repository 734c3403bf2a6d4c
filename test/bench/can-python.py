"""What can.mjs does, in Python: reads a candump log with python-can, then reads and decodes its 10 wanted ids.

Prints one line of JSON: seconds of wall and CPU time for each job, the number of frames, the sum of decoded values.
"""

import json
import sys
import time

from can import CanutilsLogReader

FIRST_ID = 0x100
WANTED = 10


def read(path):
    frames = 0
    for _ in CanutilsLogReader(path):
        frames += 1
    return frames


def read_and_decode(path):
    total = 0.0
    wanted = frozenset(range(FIRST_ID, FIRST_ID + WANTED))
    for message in CanutilsLogReader(path):
        if message.arbitration_id not in wanted:
            continue
        data = message.data
        angle = ((data[0] & 0x0F) << 8) | data[1]
        if angle & 0x800:
            angle -= 0x1000
        speed = data[3] | (data[4] << 8)
        total += angle * 1.5 + (speed * 0.01 - 67.67) + ((data[7] >> 4) & 3)
    return total


def timed(job, path):
    wall, cpu = time.perf_counter(), time.process_time()
    result = job(path)
    return result, {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


frames, read_time = timed(read, sys.argv[1])
total, both_time = timed(read_and_decode, sys.argv[1])
print(json.dumps({"frames": frames, "sum": total, "read": read_time, "both": both_time}))
