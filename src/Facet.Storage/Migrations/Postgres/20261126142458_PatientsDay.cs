using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Facet.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class PatientsDay : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "patient",
                table: "invitation",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "patient",
                table: "account",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "passkey",
                columns: table => new
                {
                    credential = table.Column<byte[]>(type: "bytea", maxLength: 1024, nullable: false),
                    account = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    at = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    json = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_passkey", x => x.credential);
                    table.ForeignKey(
                        name: "FK_passkey_account_account",
                        column: x => x.account,
                        principalTable: "account",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "patient",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    clinic = table.Column<Guid>(type: "uuid", nullable: false),
                    intake = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    at = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    erased = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_patient", x => x.id);
                    table.ForeignKey(
                        name: "FK_patient_clinic_clinic",
                        column: x => x.clinic,
                        principalTable: "clinic",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_patient_intake_intake",
                        column: x => x.intake,
                        principalTable: "intake",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "calendar_feed",
                columns: table => new
                {
                    hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    clinic = table.Column<Guid>(type: "uuid", nullable: false),
                    patient = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    revoked = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_calendar_feed", x => x.hash);
                    table.ForeignKey(
                        name: "FK_calendar_feed_clinic_clinic",
                        column: x => x.clinic,
                        principalTable: "clinic",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_calendar_feed_patient_patient",
                        column: x => x.patient,
                        principalTable: "patient",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "care_entry",
                columns: table => new
                {
                    patient = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    stream = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    at = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    author = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    json = table.Column<string>(type: "text", nullable: false),
                    audit = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_care_entry", x => new { x.patient, x.sequence });
                    table.CheckConstraint("ck_care_entry_size", "octet_length(json) <= 65536");
                    table.ForeignKey(
                        name: "FK_care_entry_patient_patient",
                        column: x => x.patient,
                        principalTable: "patient",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "care_plan",
                columns: table => new
                {
                    patient = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    author = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    starts_on = table.Column<DateOnly>(type: "date", nullable: false),
                    signer = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    reason = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    document = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_care_plan", x => new { x.patient, x.version });
                    table.CheckConstraint("ck_care_plan_size", "octet_length(document) <= 1048576");
                    table.ForeignKey(
                        name: "FK_care_plan_patient_patient",
                        column: x => x.patient,
                        principalTable: "patient",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "clinic_task",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    clinic = table.Column<Guid>(type: "uuid", nullable: false),
                    patient = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    tier = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    text = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    entry = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    due = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_clinic_task", x => x.id);
                    table.ForeignKey(
                        name: "FK_clinic_task_clinic_clinic",
                        column: x => x.clinic,
                        principalTable: "clinic",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_clinic_task_patient_patient",
                        column: x => x.patient,
                        principalTable: "patient",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "push_subscription",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient = table.Column<Guid>(type: "uuid", nullable: false),
                    endpoint = table.Column<string>(type: "character varying(1024)", maxLength: 1024, nullable: false),
                    public_key = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    secret = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    at = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_push_subscription", x => x.id);
                    table.ForeignKey(
                        name: "FK_push_subscription_patient_patient",
                        column: x => x.patient,
                        principalTable: "patient",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "reminder",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    clinic = table.Column<Guid>(type: "uuid", nullable: false),
                    patient = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    channel = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    due = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    state = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    error = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    changed = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reminder", x => x.id);
                    table.CheckConstraint("ck_reminder_state", "state IN ('due', 'sent', 'failed', 'cancelled')");
                    table.ForeignKey(
                        name: "FK_reminder_clinic_clinic",
                        column: x => x.clinic,
                        principalTable: "clinic",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_reminder_patient_patient",
                        column: x => x.patient,
                        principalTable: "patient",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "clinic_task_answer",
                columns: table => new
                {
                    task = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    author = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    text = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_clinic_task_answer", x => x.task);
                    table.ForeignKey(
                        name: "FK_clinic_task_answer_clinic_task_task",
                        column: x => x.task,
                        principalTable: "clinic_task",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_invitation_patient",
                table: "invitation",
                column: "patient");

            migrationBuilder.CreateIndex(
                name: "IX_account_patient",
                table: "account",
                column: "patient");

            migrationBuilder.CreateIndex(
                name: "IX_calendar_feed_clinic",
                table: "calendar_feed",
                column: "clinic");

            migrationBuilder.CreateIndex(
                name: "IX_calendar_feed_patient",
                table: "calendar_feed",
                column: "patient");

            migrationBuilder.CreateIndex(
                name: "IX_care_entry_patient_stream_number",
                table: "care_entry",
                columns: new[] { "patient", "stream", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_clinic_task_clinic_due",
                table: "clinic_task",
                columns: new[] { "clinic", "due" });

            migrationBuilder.CreateIndex(
                name: "IX_clinic_task_patient",
                table: "clinic_task",
                column: "patient");

            migrationBuilder.CreateIndex(
                name: "IX_passkey_account",
                table: "passkey",
                column: "account");

            migrationBuilder.CreateIndex(
                name: "IX_patient_clinic_id",
                table: "patient",
                columns: new[] { "clinic", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_patient_intake",
                table: "patient",
                column: "intake",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_push_subscription_patient_endpoint",
                table: "push_subscription",
                columns: new[] { "patient", "endpoint" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_reminder_clinic",
                table: "reminder",
                column: "clinic");

            migrationBuilder.CreateIndex(
                name: "IX_reminder_patient_kind_channel_day",
                table: "reminder",
                columns: new[] { "patient", "kind", "channel", "day" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_reminder_state_due",
                table: "reminder",
                columns: new[] { "state", "due" });

            migrationBuilder.AddForeignKey(
                name: "FK_account_patient_patient",
                table: "account",
                column: "patient",
                principalTable: "patient",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "FK_invitation_patient_patient",
                table: "invitation",
                column: "patient",
                principalTable: "patient",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            AppendOnly.ProtectInPostgres(migrationBuilder, "care_plan", "clinic_task", "clinic_task_answer");
            AppendOnly.ProtectUntilErasedInPostgres(migrationBuilder, "care_entry");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_account_patient_patient",
                table: "account");

            migrationBuilder.DropForeignKey(
                name: "FK_invitation_patient_patient",
                table: "invitation");

            migrationBuilder.DropTable(
                name: "calendar_feed");

            migrationBuilder.DropTable(
                name: "care_entry");

            migrationBuilder.DropTable(
                name: "care_plan");

            migrationBuilder.DropTable(
                name: "clinic_task_answer");

            migrationBuilder.DropTable(
                name: "passkey");

            migrationBuilder.DropTable(
                name: "push_subscription");

            migrationBuilder.DropTable(
                name: "reminder");

            migrationBuilder.DropTable(
                name: "clinic_task");

            migrationBuilder.DropTable(
                name: "patient");

            migrationBuilder.Sql("DROP FUNCTION facet_append_only_until_erased();");

            migrationBuilder.DropIndex(
                name: "IX_invitation_patient",
                table: "invitation");

            migrationBuilder.DropIndex(
                name: "IX_account_patient",
                table: "account");

            migrationBuilder.DropColumn(
                name: "patient",
                table: "invitation");

            migrationBuilder.DropColumn(
                name: "patient",
                table: "account");
        }
    }
}
