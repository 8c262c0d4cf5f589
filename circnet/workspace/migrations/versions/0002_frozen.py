"""Frozen runs, and the catalogs they were made with."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "catalog",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_catalog"),
    )
    op.create_table(
        "frozen",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("park", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer),
        sa.Column("scenario", sa.String(200), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("catalog", sa.String(64), nullable=False),
        sa.Column("program", sa.String(40), nullable=False),
        sa.Column("inputs", sa.JSON, nullable=False),
        sa.Column("results", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_frozen"),
        sa.ForeignKeyConstraint(["catalog"], ["catalog.id"], name="fk_frozen_catalog"),
    )
