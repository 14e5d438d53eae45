using Facet.Intake;
using Hl7.Fhir.Model;

namespace Facet.Interop.Fhir;

/// <summary>Age and sex.</summary>
internal static class PatientReader
{
    private const string BirthSex = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex";

    public static void Read(Gathering gathering)
    {
        var found = gathering.Of("Patient").Single();
        if (gathering.Record.As<Patient>(found) is not { } patient) { return; }
        if (patient.Deceased is FhirDateTime or FhirBoolean { Value: true }) { gathering.Remark(found, "deceased", "The record says that this person has died."); }
        ReadAge(gathering, found, patient.BirthDate);
        ReadSex(gathering, found, patient);
    }

    private static void ReadAge(Gathering gathering, Found found, string? text)
    {
        if (When.Read(text) is not { } born) { gathering.Remark(found, "no-birth-date", "There is no readable birth date, so the age is unknown."); return; }
        var (most, least) = (Age(born.First, gathering.AsOf), Age(born.Last, gathering.AsOf));
        var input = gathering.Knowledge.Dictionary.FindInput("age_years");
        if (input is null) { return; }
        if (least < 0) { gathering.Remark(found, "born-later", $"The birth date {text} is after {gathering.AsOf:yyyy-MM-dd}, so the age is unknown."); }
        else if (most != least) { gathering.Remark(found, "imprecise", $"The birth date {text} leaves open whether the age is {least} or {most}, so it is unknown."); }
        else { gathering.State(input, new Answer.Number(most), found.Place, $"born {text}"); }
    }

    /// <summary>Whole years; who is born on 29 February has a birthday on 1 March in other years.</summary>
    private static int Age(DateOnly born, DateOnly day) =>
        day.Year - born.Year - (day.Month < born.Month || (day.Month == born.Month && day.Day < born.Day) ? 1 : 0);

    private static void ReadSex(Gathering gathering, Found found, Patient patient)
    {
        if (gathering.Knowledge.Dictionary.FindInput("sex_at_birth") is not { } input) { return; }
        var atBirth = patient.GetExtensionValue<Code>(BirthSex)?.Value switch { "F" => "female", "M" => "male", "OTH" => "other", _ => null };
        var gender = patient.Gender switch { AdministrativeGender.Female => "female", AdministrativeGender.Male => "male", AdministrativeGender.Other => "other", _ => null };
        if (atBirth is not null && gender is not null && atBirth != gender) { gathering.Remark(found, "contradiction", $"Birth sex is {atBirth} and administrative gender {gender}; birth sex was used."); }
        if ((atBirth ?? gender) is { } sex) { gathering.State(input, new Answer.Word(sex), found.Place, atBirth is not null ? "birth sex" : "administrative gender"); }
        else { gathering.Remark(found, "no-sex", "Neither birth sex nor administrative gender is known."); }
    }
}
