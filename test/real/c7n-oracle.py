"""Answers with Cloud Custodian's own off-hours filters: reads JSON questions on stdin, writes JSON answers on stdout.

A question: {"policy": {...}, "value": tag value, "at": [unix seconds]}; its answer: {"off": [bool], "on": [bool],
"errors": {"off": bool, "on": bool}, "opted_out": bool}.
"""
import datetime
import json
import logging
import sys
from unittest import mock

from c7n.filters import offhours

logging.disable(logging.CRITICAL)


class Clock(datetime.datetime):
    at = 0

    @classmethod
    def now(cls, tz=None):
        return datetime.datetime.fromtimestamp(cls.at, tz)


def answer(question):
    result = {"errors": {}, "opted_out": False}
    for name, kind in (("off", offhours.OffHour), ("on", offhours.OnHour)):
        seen = []
        made = kind(dict(question["policy"]))
        resource = {"InstanceId": "i-1", "Tags": [{"Key": "maid_offhours", "Value": question["value"]}]}
        for at in question["at"]:
            Clock.at = at
            seen.append(bool(made(resource)))
        result[name] = seen
        result["errors"][name] = bool(made.parse_errors)
        result["opted_out"] = result["opted_out"] or bool(made.opted_out)
    return result


with mock.patch.object(offhours.datetime, "datetime", Clock):
    json.dump([answer(question) for question in json.load(sys.stdin)], sys.stdout)
