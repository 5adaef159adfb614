"""What both handlers do: Alembic to the revision that the resource asks for, up, or down when the resource had a later one."""
import os

from alembic import command
from alembic.config import Config


def migrate(event):
    config = Config(os.path.join(os.environ["MIGRATIONS"], "alembic.ini"))
    wanted = event["ResourceProperties"]["Revision"]
    if wanted < event.get("OldResourceProperties", {}).get("Revision", ""):
        command.downgrade(config, wanted)
    else:
        command.upgrade(config, wanted)
