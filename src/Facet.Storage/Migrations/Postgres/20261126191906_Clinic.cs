using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Facet.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Clinic : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "access_reason",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    clinic = table.Column<Guid>(type: "uuid", nullable: false),
                    patient = table.Column<Guid>(type: "uuid", nullable: false),
                    account = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    text = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    at = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    until = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_reason", x => x.id);
                    table.ForeignKey(
                        name: "FK_access_reason_account_account",
                        column: x => x.account,
                        principalTable: "account",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_access_reason_clinic_clinic",
                        column: x => x.clinic,
                        principalTable: "clinic",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_access_reason_patient_patient",
                        column: x => x.patient,
                        principalTable: "patient",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "clinic_setting",
                columns: table => new
                {
                    clinic = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    author = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    json = table.Column<string>(type: "character varying(32768)", maxLength: 32768, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_clinic_setting", x => new { x.clinic, x.version });
                    table.ForeignKey(
                        name: "FK_clinic_setting_clinic_clinic",
                        column: x => x.clinic,
                        principalTable: "clinic",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "knowledge_approval",
                columns: table => new
                {
                    clinic = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    author = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    knowledge = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    approves = table.Column<bool>(type: "boolean", nullable: false),
                    text = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_knowledge_approval", x => new { x.clinic, x.sequence });
                    table.ForeignKey(
                        name: "FK_knowledge_approval_clinic_clinic",
                        column: x => x.clinic,
                        principalTable: "clinic",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "resource",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    clinic = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    name = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    account = table.Column<Guid>(type: "uuid", nullable: true),
                    skills = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    seats = table.Column<int>(type: "integer", nullable: false),
                    closed = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_resource", x => x.id);
                    table.CheckConstraint("ck_resource_kind", "kind IN ('staff', 'room', 'device')");
                    table.ForeignKey(
                        name: "FK_resource_clinic_clinic",
                        column: x => x.clinic,
                        principalTable: "clinic",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "rule_override",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    clinic = table.Column<Guid>(type: "uuid", nullable: false),
                    intake = table.Column<Guid>(type: "uuid", nullable: false),
                    rule = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    intervention = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    code = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    text = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    needs_second = table.Column<bool>(type: "boolean", nullable: false),
                    at = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    author = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_rule_override", x => x.id);
                    table.ForeignKey(
                        name: "FK_rule_override_clinic_clinic",
                        column: x => x.clinic,
                        principalTable: "clinic",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_rule_override_intake_intake",
                        column: x => x.intake,
                        principalTable: "intake",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "team_change",
                columns: table => new
                {
                    patient = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    account = table.Column<Guid>(type: "uuid", nullable: false),
                    joins = table.Column<bool>(type: "boolean", nullable: false),
                    at = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    author = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_team_change", x => new { x.patient, x.sequence });
                    table.ForeignKey(
                        name: "FK_team_change_account_account",
                        column: x => x.account,
                        principalTable: "account",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_team_change_patient_patient",
                        column: x => x.patient,
                        principalTable: "patient",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "wait",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    clinic = table.Column<Guid>(type: "uuid", nullable: false),
                    patient = table.Column<Guid>(type: "uuid", nullable: false),
                    item = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    booking = table.Column<Guid>(type: "uuid", nullable: true),
                    earliest = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    latest = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    times = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    at = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    state = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    offer = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    offered_until = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_wait", x => x.id);
                    table.CheckConstraint("ck_wait_state", "state IN ('waiting', 'offered', 'booked', 'gone')");
                    table.ForeignKey(
                        name: "FK_wait_clinic_clinic",
                        column: x => x.clinic,
                        principalTable: "clinic",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_wait_patient_patient",
                        column: x => x.patient,
                        principalTable: "patient",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "absence",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    clinic = table.Column<Guid>(type: "uuid", nullable: false),
                    resource = table.Column<Guid>(type: "uuid", nullable: false),
                    starts = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    ends = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    reason = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    author = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    revoked = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_absence", x => x.id);
                    table.ForeignKey(
                        name: "FK_absence_clinic_clinic",
                        column: x => x.clinic,
                        principalTable: "clinic",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_absence_resource_resource",
                        column: x => x.resource,
                        principalTable: "resource",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "booking",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    clinic = table.Column<Guid>(type: "uuid", nullable: false),
                    patient = table.Column<Guid>(type: "uuid", nullable: false),
                    plan = table.Column<int>(type: "integer", nullable: false),
                    item = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    series = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    starts = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    minutes = table.Column<int>(type: "integer", nullable: false),
                    staff = table.Column<Guid>(type: "uuid", nullable: true),
                    room = table.Column<Guid>(type: "uuid", nullable: true),
                    device = table.Column<Guid>(type: "uuid", nullable: true),
                    state = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_booking", x => x.id);
                    table.CheckConstraint("ck_booking_state", "state IN ('booked', 'requested', 'cancelled', 'attended', 'missed')");
                    table.ForeignKey(
                        name: "FK_booking_clinic_clinic",
                        column: x => x.clinic,
                        principalTable: "clinic",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_booking_patient_patient",
                        column: x => x.patient,
                        principalTable: "patient",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_booking_resource_device",
                        column: x => x.device,
                        principalTable: "resource",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_booking_resource_room",
                        column: x => x.room,
                        principalTable: "resource",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_booking_resource_staff",
                        column: x => x.staff,
                        principalTable: "resource",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "shift",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    clinic = table.Column<Guid>(type: "uuid", nullable: false),
                    resource = table.Column<Guid>(type: "uuid", nullable: false),
                    weekday = table.Column<int>(type: "integer", nullable: false),
                    from_minute = table.Column<int>(type: "integer", nullable: false),
                    until_minute = table.Column<int>(type: "integer", nullable: false),
                    first_day = table.Column<DateOnly>(type: "date", nullable: false),
                    last_day = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_shift", x => x.id);
                    table.CheckConstraint("ck_shift_time", "weekday BETWEEN 0 AND 6 AND from_minute >= 0 AND until_minute > from_minute AND until_minute <= 1440");
                    table.ForeignKey(
                        name: "FK_shift_clinic_clinic",
                        column: x => x.clinic,
                        principalTable: "clinic",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_shift_resource_resource",
                        column: x => x.resource,
                        principalTable: "resource",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "rule_override_answer",
                columns: table => new
                {
                    @override = table.Column<Guid>(name: "override", type: "uuid", nullable: false),
                    at = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    author = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    answer = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    text = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_rule_override_answer", x => x.@override);
                    table.CheckConstraint("ck_rule_override_answer", "answer IN ('agrees', 'refuses', 'withdrawn')");
                    table.ForeignKey(
                        name: "FK_rule_override_answer_rule_override_override",
                        column: x => x.@override,
                        principalTable: "rule_override",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "booking_event",
                columns: table => new
                {
                    booking = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    clinic = table.Column<Guid>(type: "uuid", nullable: false),
                    patient = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    author = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    kind = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    json = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_booking_event", x => new { x.booking, x.sequence });
                    table.ForeignKey(
                        name: "FK_booking_event_booking_booking",
                        column: x => x.booking,
                        principalTable: "booking",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "booking_slot",
                columns: table => new
                {
                    taken = table.Column<Guid>(type: "uuid", nullable: false),
                    slot = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    seat = table.Column<int>(type: "integer", nullable: false),
                    booking = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_booking_slot", x => new { x.taken, x.slot, x.seat });
                    table.ForeignKey(
                        name: "FK_booking_slot_booking_booking",
                        column: x => x.booking,
                        principalTable: "booking",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_absence_clinic",
                table: "absence",
                column: "clinic");

            migrationBuilder.CreateIndex(
                name: "IX_absence_resource_ends",
                table: "absence",
                columns: new[] { "resource", "ends" });

            migrationBuilder.CreateIndex(
                name: "IX_access_reason_account",
                table: "access_reason",
                column: "account");

            migrationBuilder.CreateIndex(
                name: "IX_access_reason_clinic_at",
                table: "access_reason",
                columns: new[] { "clinic", "at" });

            migrationBuilder.CreateIndex(
                name: "IX_access_reason_patient_account_until",
                table: "access_reason",
                columns: new[] { "patient", "account", "until" });

            migrationBuilder.CreateIndex(
                name: "IX_booking_clinic_starts",
                table: "booking",
                columns: new[] { "clinic", "starts" });

            migrationBuilder.CreateIndex(
                name: "IX_booking_device",
                table: "booking",
                column: "device");

            migrationBuilder.CreateIndex(
                name: "IX_booking_patient_starts",
                table: "booking",
                columns: new[] { "patient", "starts" });

            migrationBuilder.CreateIndex(
                name: "IX_booking_room",
                table: "booking",
                column: "room");

            migrationBuilder.CreateIndex(
                name: "IX_booking_series",
                table: "booking",
                column: "series");

            migrationBuilder.CreateIndex(
                name: "IX_booking_staff",
                table: "booking",
                column: "staff");

            migrationBuilder.CreateIndex(
                name: "IX_booking_event_clinic_at",
                table: "booking_event",
                columns: new[] { "clinic", "at" });

            migrationBuilder.CreateIndex(
                name: "IX_booking_slot_booking",
                table: "booking_slot",
                column: "booking");

            migrationBuilder.CreateIndex(
                name: "IX_resource_clinic_kind_name",
                table: "resource",
                columns: new[] { "clinic", "kind", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_rule_override_clinic_at",
                table: "rule_override",
                columns: new[] { "clinic", "at" });

            migrationBuilder.CreateIndex(
                name: "IX_rule_override_intake",
                table: "rule_override",
                column: "intake");

            migrationBuilder.CreateIndex(
                name: "IX_shift_clinic",
                table: "shift",
                column: "clinic");

            migrationBuilder.CreateIndex(
                name: "IX_shift_resource",
                table: "shift",
                column: "resource");

            migrationBuilder.CreateIndex(
                name: "IX_team_change_account",
                table: "team_change",
                column: "account");

            migrationBuilder.CreateIndex(
                name: "IX_wait_clinic_state",
                table: "wait",
                columns: new[] { "clinic", "state" });

            migrationBuilder.CreateIndex(
                name: "IX_wait_patient",
                table: "wait",
                column: "patient");

            AppendOnly.ProtectInPostgres(migrationBuilder, "booking_event", "clinic_setting", "knowledge_approval", "team_change", "access_reason", "rule_override", "rule_override_answer");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "absence");

            migrationBuilder.DropTable(
                name: "access_reason");

            migrationBuilder.DropTable(
                name: "booking_event");

            migrationBuilder.DropTable(
                name: "booking_slot");

            migrationBuilder.DropTable(
                name: "clinic_setting");

            migrationBuilder.DropTable(
                name: "knowledge_approval");

            migrationBuilder.DropTable(
                name: "rule_override_answer");

            migrationBuilder.DropTable(
                name: "shift");

            migrationBuilder.DropTable(
                name: "team_change");

            migrationBuilder.DropTable(
                name: "wait");

            migrationBuilder.DropTable(
                name: "booking");

            migrationBuilder.DropTable(
                name: "rule_override");

            migrationBuilder.DropTable(
                name: "resource");
        }
    }
}
