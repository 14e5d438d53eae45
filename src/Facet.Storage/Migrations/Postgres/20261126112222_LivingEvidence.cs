using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Facet.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class LivingEvidence : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "evidence_choice",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    clinic = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    author = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_evidence_choice", x => x.id);
                    table.ForeignKey(
                        name: "FK_evidence_choice_clinic_clinic",
                        column: x => x.clinic,
                        principalTable: "clinic",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "evidence_version",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    clinic = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    author = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    @base = table.Column<int>(name: "base", type: "integer", nullable: false),
                    model = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    new_rows = table.Column<string>(type: "text", nullable: false),
                    old_rows = table.Column<string>(type: "text", nullable: false),
                    trials = table.Column<string>(type: "text", nullable: false),
                    effects = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_evidence_version", x => x.id);
                    table.ForeignKey(
                        name: "FK_evidence_version_clinic_clinic",
                        column: x => x.clinic,
                        principalTable: "clinic",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_evidence_choice_clinic_sequence",
                table: "evidence_choice",
                columns: new[] { "clinic", "sequence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_evidence_version_clinic_model",
                table: "evidence_version",
                columns: new[] { "clinic", "model" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_evidence_version_clinic_number",
                table: "evidence_version",
                columns: new[] { "clinic", "number" },
                unique: true);

            AppendOnly.ProtectInPostgres(migrationBuilder, "evidence_version", "evidence_choice");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "evidence_choice");

            migrationBuilder.DropTable(
                name: "evidence_version");
        }
    }
}
