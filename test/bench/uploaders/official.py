"""Uploads a file or a folder with the official client, in one commit.

official.py HOST NAMESPACE/NAME FOLDER; the key comes in OXEN_API_KEY, settings lie in OXEN_CONFIG_DIR.
"""
import os
import sys

from oxen import RemoteRepo, Workspace
from oxen.auth import config_auth
from oxen.user import config_user

host, repository, folder = sys.argv[1:]
settings = os.environ["OXEN_CONFIG_DIR"]
config_user("Ada", "ada@example.org", os.path.join(settings, "user_config.toml"))
key = os.environ.get("OXEN_API_KEY")
if key:
    config_auth(key, host, os.path.join(settings, "auth_config.toml"))
workspace = Workspace(RemoteRepo(repository, host, "main", "http"), "main")
failed = workspace.add(folder)
if failed:
    sys.exit(f"{len(failed)} files failed")
workspace.commit("a measurement")
