# Bases in JSON and YAML.
_base_ = ['../data/base.json', '../data/base.yaml']
from_json = dict(nested=dict(added=True))
from_yaml = {{_base_.yaml_list}}
total = _base_.json_int + _base_.yaml_map.one
