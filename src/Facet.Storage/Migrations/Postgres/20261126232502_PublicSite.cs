using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Facet.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class PublicSite : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "article_version",
                columns: table => new
                {
                    clinic = table.Column<Guid>(type: "uuid", nullable: false),
                    language = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: false),
                    slug = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    author = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    is_published = table.Column<bool>(type: "boolean", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    note = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    reviewer = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    reviewed = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_article_version", x => new { x.clinic, x.language, x.slug, x.version });
                    table.CheckConstraint("ck_article_version_size", "octet_length(text) <= 65536");
                    table.ForeignKey(
                        name: "FK_article_version_clinic_clinic",
                        column: x => x.clinic,
                        principalTable: "clinic",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "consultation_request",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    clinic = table.Column<Guid>(type: "uuid", nullable: false),
                    intake = table.Column<Guid>(type: "uuid", nullable: false),
                    language = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: false),
                    tier = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    at = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    due = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    receipt = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_consultation_request", x => x.id);
                    table.ForeignKey(
                        name: "FK_consultation_request_clinic_clinic",
                        column: x => x.clinic,
                        principalTable: "clinic",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_consultation_request_intake_intake",
                        column: x => x.intake,
                        principalTable: "intake",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "reply",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    clinic = table.Column<Guid>(type: "uuid", nullable: false),
                    slug = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    language = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: false),
                    parent = table.Column<Guid>(type: "uuid", nullable: true),
                    name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    text = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    tells_of_harm = table.Column<bool>(type: "boolean", nullable: false),
                    at = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    account = table.Column<Guid>(type: "uuid", nullable: true),
                    receipt = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reply", x => x.id);
                    table.ForeignKey(
                        name: "FK_reply_account_account",
                        column: x => x.account,
                        principalTable: "account",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_reply_clinic_clinic",
                        column: x => x.clinic,
                        principalTable: "clinic",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_reply_reply_parent",
                        column: x => x.parent,
                        principalTable: "reply",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "consultation_answer",
                columns: table => new
                {
                    request = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    code = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    text = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    patient = table.Column<Guid>(type: "uuid", nullable: true),
                    again = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: true),
                    at = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    author = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_consultation_answer", x => new { x.request, x.sequence });
                    table.ForeignKey(
                        name: "FK_consultation_answer_consultation_request_request",
                        column: x => x.request,
                        principalTable: "consultation_request",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_consultation_answer_patient_patient",
                        column: x => x.patient,
                        principalTable: "patient",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "consultation_contact",
                columns: table => new
                {
                    request = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    email = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    phone = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    times = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    goals = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_consultation_contact", x => x.request);
                    table.ForeignKey(
                        name: "FK_consultation_contact_consultation_request_request",
                        column: x => x.request,
                        principalTable: "consultation_request",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "reply_contact",
                columns: table => new
                {
                    reply = table.Column<Guid>(type: "uuid", nullable: false),
                    email = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reply_contact", x => x.reply);
                    table.ForeignKey(
                        name: "FK_reply_contact_reply_reply",
                        column: x => x.reply,
                        principalTable: "reply",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "reply_decision",
                columns: table => new
                {
                    reply = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    is_shown = table.Column<bool>(type: "boolean", nullable: false),
                    code = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    text = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    at = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false),
                    author = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reply_decision", x => new { x.reply, x.sequence });
                    table.ForeignKey(
                        name: "FK_reply_decision_reply_reply",
                        column: x => x.reply,
                        principalTable: "reply",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "reply_report",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    reply = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    text = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    at = table.Column<string>(type: "character varying(28)", maxLength: 28, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reply_report", x => x.id);
                    table.ForeignKey(
                        name: "FK_reply_report_reply_reply",
                        column: x => x.reply,
                        principalTable: "reply",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_consultation_answer_patient",
                table: "consultation_answer",
                column: "patient");

            migrationBuilder.CreateIndex(
                name: "IX_consultation_request_clinic_at",
                table: "consultation_request",
                columns: new[] { "clinic", "at" });

            migrationBuilder.CreateIndex(
                name: "IX_consultation_request_intake",
                table: "consultation_request",
                column: "intake");

            migrationBuilder.CreateIndex(
                name: "IX_consultation_request_receipt",
                table: "consultation_request",
                column: "receipt");

            migrationBuilder.CreateIndex(
                name: "IX_reply_account",
                table: "reply",
                column: "account");

            migrationBuilder.CreateIndex(
                name: "IX_reply_clinic_slug_at",
                table: "reply",
                columns: new[] { "clinic", "slug", "at" });

            migrationBuilder.CreateIndex(
                name: "IX_reply_parent",
                table: "reply",
                column: "parent");

            migrationBuilder.CreateIndex(
                name: "IX_reply_receipt",
                table: "reply",
                column: "receipt");

            migrationBuilder.CreateIndex(
                name: "IX_reply_report_reply_at",
                table: "reply_report",
                columns: new[] { "reply", "at" });

            AppendOnly.ProtectInPostgres(migrationBuilder, "article_version", "reply", "reply_decision", "reply_report", "consultation_request", "consultation_answer");
            // Found by words; filled from the articles that stand, and no part of the model.
            migrationBuilder.Sql("""
                CREATE TABLE article_search (
                    clinic uuid NOT NULL, language text NOT NULL, slug text NOT NULL, title text NOT NULL, summary text NOT NULL, body text NOT NULL,
                    found tsvector NOT NULL GENERATED ALWAYS AS (
                        CASE language
                            WHEN 'es' THEN setweight(to_tsvector('spanish', title), 'A') || setweight(to_tsvector('spanish', summary), 'B') || setweight(to_tsvector('spanish', body), 'C')
                            ELSE setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', summary), 'B') || setweight(to_tsvector('english', body), 'C')
                        END) STORED,
                    PRIMARY KEY (clinic, language, slug));
                CREATE INDEX article_search_found ON article_search USING gin (found);
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TABLE article_search;");

            migrationBuilder.DropTable(
                name: "article_version");

            migrationBuilder.DropTable(
                name: "consultation_answer");

            migrationBuilder.DropTable(
                name: "consultation_contact");

            migrationBuilder.DropTable(
                name: "reply_contact");

            migrationBuilder.DropTable(
                name: "reply_decision");

            migrationBuilder.DropTable(
                name: "reply_report");

            migrationBuilder.DropTable(
                name: "consultation_request");

            migrationBuilder.DropTable(
                name: "reply");
        }
    }
}
