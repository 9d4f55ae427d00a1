"""The schemas of SARIF 2.1.0 and of JUnit XML, as far as a report goes."""

import json
import re
import xml.etree.ElementTree as ElementTree

POSITIVE = ("startLine", "startColumn", "endLine", "endColumn")
MAY = {  # the properties that the SARIF schema knows, of those objects that a report uses; with ! what it demands
    "log": "version! $schema runs!",
    "run": "tool! columnKind newlineSequences results",
    "driver": "name! version rules",
    "rule": "id! shortDescription fullDescription help defaultConfiguration",
    "result": "message! ruleId ruleIndex level locations partialFingerprints relatedLocations",
    "location": "id message physicalLocation",
    "region": "startLine startColumn endLine endColumn snippet",
}


def fits(found, what):
    known = MAY[what].split()
    assert set(found) <= {word.rstrip("!") for word in known}
    assert {word.rstrip("!") for word in known if word.endswith("!")} <= set(found)


def valid_text(message):
    assert set(message) == {"text"} and message["text"]


def valid_location(location):
    fits(location, "location")
    place = location["physicalLocation"]
    assert set(place) == {"artifactLocation", "region"} and set(place["artifactLocation"]) == {"uri"}
    assert re.fullmatch(r"(file://)?([A-Za-z0-9._~/-]|%[0-9A-F]{2})+", place["artifactLocation"]["uri"])
    region = place["region"]
    fits(region, "region")
    assert list(region["snippet"]) == ["text"]
    assert all(type(region[name]) is int and region[name] >= 1 for name in POSITIVE)
    assert (region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"])


def valid_sarif(text):
    log = json.loads(text)
    fits(log, "log")
    assert log["version"] == "2.1.0" and len(log["runs"]) == 1
    run = log["runs"][0]
    fits(run, "run")
    assert run["columnKind"] == "unicodeCodePoints" and set(run["tool"]) == {"driver"}
    fits(run["tool"]["driver"], "driver")
    rules = run["tool"]["driver"]["rules"]
    for rule in rules:
        fits(rule, "rule")
        for part in ("shortDescription", "fullDescription", "help"):
            valid_text(rule[part])
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in run["results"]:
        fits(result, "result")
        valid_text(result["message"])
        assert result["level"] in ("error", "warning", "note")
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert all(isinstance(value, str) for value in result["partialFingerprints"].values())
        for location in (*result["locations"], *result.get("relatedLocations", ())):
            valid_location(location)
    return log


def valid_junit(text):
    """The order and the attributes that Ant's schema demands, which that of Jenkins allows."""
    root = ElementTree.fromstring(text.encode())
    assert root.tag == "testsuites" and not root.attrib
    for number, suite in enumerate(root):
        assert suite.tag == "testsuite" and set(suite.attrib) == {
            "name", "package", "id", "hostname", "timestamp", "tests", "failures", "errors", "skipped", "time",
        }  # fmt: skip
        assert suite.get("name") and suite.get("id") == str(number)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.get("timestamp"))
        tags = [child.tag for child in suite]
        cases = suite.findall("testcase")
        assert tags == ["properties", *["testcase"] * len(cases), "system-out", "system-err"]
        assert suite.get("tests") == str(len(cases))
        for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert suite.get(attribute) == str(len(suite.findall(f"testcase/{tag}")))
        for case in cases:
            assert set(case.attrib) == {"name", "classname", "time"} and case.get("name") and case.get("classname")
            assert re.fullmatch(r"\d+\.\d{3}", case.get("time")) and len(case) <= 1
            assert all(child.get("type") and set(child.attrib) == {"type", "message"} for child in case)
    return root
