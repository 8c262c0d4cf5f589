"""Parks, their records, and every edit of them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "park",
        sa.Column("id", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("last_record", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_park"),
    )
    op.create_table(
        "record",
        sa.Column("park", sa.String(200), nullable=False),
        sa.Column("id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("sheet", sa.String(200), nullable=False),
        sa.Column("cells", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("park", "id", name="pk_record"),
        sa.ForeignKeyConstraint(["park"], ["park.id"], name="fk_record_park", ondelete="CASCADE"),
    )
    op.create_table(
        "edit",
        sa.Column("park", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("target", sa.Integer),
        sa.PrimaryKeyConstraint("park", "version", name="pk_edit"),
        sa.ForeignKeyConstraint(["park"], ["park.id"], name="fk_edit_park", ondelete="CASCADE"),
    )
    op.create_table(
        "change",
        sa.Column("park", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("place", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("record", sa.Integer, nullable=False),
        sa.Column("sheet", sa.String(200), nullable=False),
        sa.Column("column", sa.String(200), nullable=False),
        sa.Column("old", sa.Text),
        sa.Column("new", sa.Text),
        sa.PrimaryKeyConstraint("park", "version", "place", name="pk_change"),
        sa.ForeignKeyConstraint(
            ["park", "version"], ["edit.park", "edit.version"], name="fk_change_edit", ondelete="CASCADE"
        ),
    )
