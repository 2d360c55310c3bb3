"""Prints what botocore's models say of services (names on the command line): service -> operation -> members of its input."""
import json
import sys

import botocore.session

session = botocore.session.get_session()
found = {}
for service in sys.argv[1:]:
    model = session.get_service_model(service)
    shapes = {name: model.operation_model(name).input_shape for name in model.operation_names}
    found[service] = {name: list(shape.members) if shape else [] for name, shape in shapes.items()}
print(json.dumps(found))
