using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Facet.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class PopulationAndReplay : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "answers",
                table: "proposal",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "program",
                table: "proposal",
                type: "TEXT",
                maxLength: 128,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "knowledge",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false),
                    files = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_knowledge", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "population_run",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    clinic = table.Column<Guid>(type: "TEXT", nullable: false),
                    at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false),
                    author = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    knowledge = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    effect_model = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    program = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    with_capacity = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_population_run", x => x.id);
                    table.ForeignKey(
                        name: "FK_population_run_clinic_clinic",
                        column: x => x.clinic,
                        principalTable: "clinic",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "population_end",
                columns: table => new
                {
                    run = table.Column<Guid>(type: "TEXT", nullable: false),
                    at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false),
                    value = table.Column<double>(type: "REAL", nullable: true),
                    bound = table.Column<double>(type: "REAL", nullable: true),
                    prices = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_population_end", x => x.run);
                    table.ForeignKey(
                        name: "FK_population_end_population_run_run",
                        column: x => x.run,
                        principalTable: "population_run",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "population_item",
                columns: table => new
                {
                    run = table.Column<Guid>(type: "TEXT", nullable: false),
                    intake = table.Column<Guid>(type: "TEXT", nullable: false),
                    outcome = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    answers = table.Column<int>(type: "INTEGER", nullable: false),
                    proposal = table.Column<int>(type: "INTEGER", nullable: true),
                    plan = table.Column<string>(type: "TEXT", nullable: true),
                    change = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    detail = table.Column<string>(type: "TEXT", nullable: false),
                    because = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_population_item", x => new { x.run, x.intake });
                    table.ForeignKey(
                        name: "FK_population_item_intake_intake",
                        column: x => x.intake,
                        principalTable: "intake",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_population_item_population_run_run",
                        column: x => x.run,
                        principalTable: "population_run",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_population_item_intake",
                table: "population_item",
                column: "intake");

            migrationBuilder.CreateIndex(
                name: "IX_population_run_clinic_at",
                table: "population_run",
                columns: new[] { "clinic", "at" });

            AppendOnly.ProtectInSqlite(migrationBuilder, "knowledge", "population_run", "population_item", "population_end");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "knowledge");

            migrationBuilder.DropTable(
                name: "population_end");

            migrationBuilder.DropTable(
                name: "population_item");

            migrationBuilder.DropTable(
                name: "population_run");

            migrationBuilder.DropColumn(
                name: "answers",
                table: "proposal");

            migrationBuilder.DropColumn(
                name: "program",
                table: "proposal");
        }
    }
}
