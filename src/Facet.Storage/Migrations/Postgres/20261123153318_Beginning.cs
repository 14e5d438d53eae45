using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Facet.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Beginning : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "clinic",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    created = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_clinic", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "data_protection_key",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    xml = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_data_protection_key", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "audit",
                columns: table => new
                {
                    clinic = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    actor = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    action = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    subject_type = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    subject_id = table.Column<Guid>(type: "uuid", nullable: false),
                    previous_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit", x => new { x.clinic, x.sequence });
                    table.ForeignKey(
                        name: "FK_audit_clinic_clinic",
                        column: x => x.clinic,
                        principalTable: "clinic",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "intake",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    clinic = table.Column<Guid>(type: "uuid", nullable: false),
                    started_at = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    person = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_intake", x => x.id);
                    table.ForeignKey(
                        name: "FK_intake_clinic_clinic",
                        column: x => x.clinic,
                        principalTable: "clinic",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "intake_answer",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    intake = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    page = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    json = table.Column<string>(type: "text", nullable: false),
                    author = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    at = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    replaces = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_intake_answer", x => x.id);
                    table.CheckConstraint("ck_intake_answer_size", "octet_length(json) <= 65536");
                    table.ForeignKey(
                        name: "FK_intake_answer_intake_answer_replaces",
                        column: x => x.replaces,
                        principalTable: "intake_answer",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_intake_answer_intake_intake",
                        column: x => x.intake,
                        principalTable: "intake",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "proposal",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    intake = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    author = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    outcome = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    knowledge = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    effect_model = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    settings = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    document = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_proposal", x => x.id);
                    table.CheckConstraint("ck_proposal_outcome", "outcome IN ('plan', 'stop', 'interim', 'incomplete')");
                    table.CheckConstraint("ck_proposal_size", "octet_length(document) <= 4194304");
                    table.ForeignKey(
                        name: "FK_proposal_intake_intake",
                        column: x => x.intake,
                        principalTable: "intake",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_audit_clinic_previous_hash",
                table: "audit",
                columns: new[] { "clinic", "previous_hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_audit_clinic_subject_type_subject_id",
                table: "audit",
                columns: new[] { "clinic", "subject_type", "subject_id" });

            migrationBuilder.CreateIndex(
                name: "IX_intake_clinic_started_at",
                table: "intake",
                columns: new[] { "clinic", "started_at" });

            migrationBuilder.CreateIndex(
                name: "IX_intake_answer_intake_page_sequence",
                table: "intake_answer",
                columns: new[] { "intake", "page", "sequence" });

            migrationBuilder.CreateIndex(
                name: "IX_intake_answer_intake_sequence",
                table: "intake_answer",
                columns: new[] { "intake", "sequence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_intake_answer_replaces",
                table: "intake_answer",
                column: "replaces",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_proposal_intake_version",
                table: "proposal",
                columns: new[] { "intake", "version" },
                unique: true);

            AppendOnly.PrepareInPostgres(migrationBuilder);
            AppendOnly.ProtectInPostgres(migrationBuilder, "intake", "intake_answer", "proposal", "audit");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "audit");

            migrationBuilder.DropTable(
                name: "data_protection_key");

            migrationBuilder.DropTable(
                name: "intake_answer");

            migrationBuilder.DropTable(
                name: "proposal");

            migrationBuilder.DropTable(
                name: "intake");

            migrationBuilder.DropTable(
                name: "clinic");

            AppendOnly.ForgetInPostgres(migrationBuilder);
        }
    }
}
