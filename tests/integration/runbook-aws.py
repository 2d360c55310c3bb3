"""Holds `aws` commands (JSON lists of words on standard input) against botocore's service models; prints what is wrong."""
import json
import sys

import botocore.session
from botocore import xform_name

# Commands of the CLI itself that are no operation of the service.
CUSTOM = {("logs", "tail"): {"--since", "--follow", "--format"}, ("configure", "set"): set()}
GLOBAL = {"--region", "--output", "--profile", "--query"}

session = botocore.session.get_session()
problems = []
for words in json.load(sys.stdin):
    service, command, *rest = words
    options = {word for word in rest if word.startswith("--")} - GLOBAL
    if (service, command) in CUSTOM:
        unknown, missing = options - CUSTOM[service, command], set()
    else:
        model = session.get_service_model("s3" if service == "s3api" else service)
        operations = {xform_name(name, "-"): name for name in model.operation_names}
        if command not in operations:
            problems.append(f"{service} {command}: no such operation")
            continue
        shape = model.operation_model(operations[command]).input_shape
        members = {"--" + xform_name(name, "-") for name in (shape.members if shape else {})}
        required = {"--" + xform_name(name, "-") for name in (shape.required_members if shape else [])}
        unknown, missing = options - members, required - options
    problems += [f"{service} {command}: no option {option}" for option in unknown]
    problems += [f"{service} {command}: {option} is needed" for option in missing]
print(json.dumps(problems))
