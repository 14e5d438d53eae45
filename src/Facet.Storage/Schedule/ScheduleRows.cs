using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Facet.Storage.Schedule;

/// <summary>Somebody or something that a visit needs: a member of the staff, a room, a device.</summary>
internal sealed class ResourceRow
{
    public const int LongestName = 80, LongestSkills = 400;

    public required Guid Id { get; init; }
    public required ClinicId Clinic { get; init; }

    /// <summary><c>staff</c>, <c>room</c> or <c>device</c>.</summary>
    public required string Kind { get; init; }
    public required string Name { get; set; }

    /// <summary>The account of a member of the staff; null for others and for staff without one.</summary>
    public Guid? Account { get; set; }

    /// <summary>What it can be used for: words of the catalogue or of devices, with blanks between.</summary>
    public required string Skills { get; set; }

    /// <summary>How many people at once; more than 1 for a room where groups meet.</summary>
    public required int Seats { get; set; }
    public DateTimeOffset? Closed { get; set; }

    public sealed class Mapping : IEntityTypeConfiguration<ResourceRow>
    {
        public void Configure(EntityTypeBuilder<ResourceRow> builder)
        {
            builder.ToTable("resource", table => table.HasCheckConstraint("ck_resource_kind", "kind IN ('staff', 'room', 'device')"));
            builder.Property(row => row.Id).ValueGeneratedNever();
            builder.Property(row => row.Kind).HasMaxLength(16);
            builder.Property(row => row.Name).HasMaxLength(LongestName);
            builder.Property(row => row.Skills).HasMaxLength(LongestSkills);
            builder.HasOne<ClinicRow>().WithMany().HasForeignKey(row => row.Clinic).OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(row => new { row.Clinic, row.Kind, row.Name }).IsUnique();
        }
    }
}

/// <summary>When a resource can be used, week after week, in the clinic's own time.</summary>
internal sealed class ShiftRow
{
    public required Guid Id { get; init; }
    public required ClinicId Clinic { get; init; }
    public required Guid Resource { get; init; }

    /// <summary>0 is Monday, 6 Sunday.</summary>
    public required int Weekday { get; init; }

    /// <summary>Minutes after midnight.</summary>
    public required int FromMinute { get; init; }
    public required int UntilMinute { get; init; }
    public required DateOnly FirstDay { get; init; }
    public DateOnly? LastDay { get; set; }

    public sealed class Mapping : IEntityTypeConfiguration<ShiftRow>
    {
        public void Configure(EntityTypeBuilder<ShiftRow> builder)
        {
            builder.ToTable("shift", table => table.HasCheckConstraint("ck_shift_time", "weekday BETWEEN 0 AND 6 AND from_minute >= 0 AND until_minute > from_minute AND until_minute <= 1440"));
            builder.Property(row => row.Id).ValueGeneratedNever();
            builder.HasOne<ClinicRow>().WithMany().HasForeignKey(row => row.Clinic).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<ResourceRow>().WithMany().HasForeignKey(row => row.Resource).OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(row => row.Resource);
        }
    }
}

/// <summary>When a resource cannot be used although its shifts say so: leave, repair, a course.</summary>
internal sealed class AbsenceRow
{
    public required Guid Id { get; init; }
    public required ClinicId Clinic { get; init; }
    public required Guid Resource { get; init; }
    public required DateTimeOffset Starts { get; init; }
    public required DateTimeOffset Ends { get; init; }
    public required string Reason { get; init; }
    public required string Author { get; init; }
    public DateTimeOffset? Revoked { get; set; }

    public sealed class Mapping : IEntityTypeConfiguration<AbsenceRow>
    {
        public void Configure(EntityTypeBuilder<AbsenceRow> builder)
        {
            builder.ToTable("absence");
            builder.Property(row => row.Id).ValueGeneratedNever();
            builder.Property(row => row.Reason).HasMaxLength(200);
            builder.Property(row => row.Author).HasMaxLength(Caller.LongestActor);
            builder.HasOne<ClinicRow>().WithMany().HasForeignKey(row => row.Clinic).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<ResourceRow>().WithMany().HasForeignKey(row => row.Resource).OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(row => new { row.Resource, row.Ends });
        }
    }
}

/// <summary>A visit as it stands now. How it came to stand so is in <see cref="BookingEventRow"/>.</summary>
internal sealed class BookingRow
{
    public const int LongestItem = 64;

    public required Guid Id { get; init; }
    public required ClinicId Clinic { get; init; }
    public required PatientId Patient { get; init; }

    /// <summary>The version of the signed plan that it serves.</summary>
    public required int Plan { get; set; }

    /// <summary>The item of the plan.</summary>
    public required string Item { get; init; }

    /// <summary>The series that it was booked in, and its place there, from 1.</summary>
    public required Guid Series { get; init; }
    public required int Number { get; init; }
    public required DateTimeOffset Starts { get; set; }
    public required int Minutes { get; set; }
    public Guid? Staff { get; set; }
    public Guid? Room { get; set; }
    public Guid? Device { get; set; }

    /// <summary><c>booked</c>, <c>requested</c>, <c>cancelled</c>, <c>attended</c> or <c>missed</c>.</summary>
    public required string State { get; set; }

    /// <summary>The sequence of the newest event: whoever changes it says which one they saw.</summary>
    public required int Version { get; set; }

    public sealed class Mapping : IEntityTypeConfiguration<BookingRow>
    {
        public void Configure(EntityTypeBuilder<BookingRow> builder)
        {
            builder.ToTable("booking", table => table.HasCheckConstraint("ck_booking_state", "state IN ('booked', 'requested', 'cancelled', 'attended', 'missed')"));
            builder.Property(row => row.Id).ValueGeneratedNever();
            builder.Property(row => row.Item).HasMaxLength(LongestItem);
            builder.Property(row => row.State).HasMaxLength(16);
            builder.HasOne<ClinicRow>().WithMany().HasForeignKey(row => row.Clinic).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<PatientRow>().WithMany().HasForeignKey(row => row.Patient).OnDelete(DeleteBehavior.Restrict);
            foreach (var resource in (string[])[nameof(Staff), nameof(Room), nameof(Device)])
            {
                builder.HasOne(typeof(ResourceRow)).WithMany().HasForeignKey(resource).OnDelete(DeleteBehavior.Restrict);
            }
            builder.HasIndex(row => new { row.Clinic, row.Starts });
            builder.HasIndex(row => new { row.Patient, row.Starts });
            builder.HasIndex(row => row.Series);
        }
    }
}

/// <summary>A quarter of an hour of somebody or something, taken. Its key is what makes a double booking impossible.</summary>
internal sealed class BookingSlotRow
{
    /// <summary>A resource, or the patient: nobody can be in two places.</summary>
    public required Guid Taken { get; init; }

    /// <summary>The beginning of the quarter of an hour.</summary>
    public required DateTimeOffset Slot { get; init; }

    /// <summary>From 0; more than one only where a resource has more seats.</summary>
    public required int Seat { get; init; }
    public required Guid Booking { get; init; }

    public sealed class Mapping : IEntityTypeConfiguration<BookingSlotRow>
    {
        public void Configure(EntityTypeBuilder<BookingSlotRow> builder)
        {
            builder.ToTable("booking_slot");
            builder.HasKey(row => new { row.Taken, row.Slot, row.Seat });
            builder.Property(row => row.Seat).ValueGeneratedNever();
            builder.HasOne<BookingRow>().WithMany().HasForeignKey(row => row.Booking).OnDelete(DeleteBehavior.Cascade);
            builder.HasIndex(row => row.Booking);
        }
    }
}

/// <summary>Something that happened to a booking. All of them in order give the booking.</summary>
internal sealed class BookingEventRow : IAppended
{
    public required Guid Booking { get; init; }
    public required int Sequence { get; init; }
    public required ClinicId Clinic { get; init; }
    public required PatientId Patient { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Author { get; init; }

    /// <summary><c>booked</c>, <c>requested</c>, <c>accepted</c>, <c>moved</c>, <c>cancelled</c>, <c>restored</c>, <c>attended</c>, <c>missed</c> or <c>migrated</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The booking after it, JSON.</summary>
    public required string Json { get; init; }

    public sealed class Mapping : IEntityTypeConfiguration<BookingEventRow>
    {
        public void Configure(EntityTypeBuilder<BookingEventRow> builder)
        {
            builder.ToTable("booking_event");
            builder.HasKey(row => new { row.Booking, row.Sequence });
            builder.Property(row => row.Sequence).ValueGeneratedNever();
            builder.Property(row => row.Author).HasMaxLength(Caller.LongestActor);
            builder.Property(row => row.Kind).HasMaxLength(16);
            builder.Property(row => row.Json).HasMaxLength(2000);
            builder.HasOne<BookingRow>().WithMany().HasForeignKey(row => row.Booking).OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(row => new { row.Clinic, row.At });
        }
    }
}

/// <summary>Somebody who waits for an earlier or any visit, and what was offered to them.</summary>
internal sealed class WaitRow
{
    public required Guid Id { get; init; }
    public required ClinicId Clinic { get; init; }
    public required PatientId Patient { get; init; }
    public required string Item { get; init; }

    /// <summary>The booking that an earlier one would take the place of; null for none.</summary>
    public Guid? Booking { get; init; }
    public required DateTimeOffset Earliest { get; init; }
    public required DateTimeOffset Latest { get; init; }

    /// <summary>When the person can come, JSON.</summary>
    public required string Times { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary><c>waiting</c>, <c>offered</c>, <c>booked</c> or <c>gone</c>.</summary>
    public required string State { get; set; }

    /// <summary>What is offered, JSON, and until when; null for nothing.</summary>
    public string? Offer { get; set; }
    public DateTimeOffset? OfferedUntil { get; set; }

    public sealed class Mapping : IEntityTypeConfiguration<WaitRow>
    {
        public void Configure(EntityTypeBuilder<WaitRow> builder)
        {
            builder.ToTable("wait", table => table.HasCheckConstraint("ck_wait_state", "state IN ('waiting', 'offered', 'booked', 'gone')"));
            builder.Property(row => row.Id).ValueGeneratedNever();
            builder.Property(row => row.Item).HasMaxLength(BookingRow.LongestItem);
            builder.Property(row => row.Times).HasMaxLength(1000);
            builder.Property(row => row.State).HasMaxLength(16);
            builder.Property(row => row.Offer).HasMaxLength(1000);
            builder.HasOne<ClinicRow>().WithMany().HasForeignKey(row => row.Clinic).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<PatientRow>().WithMany().HasForeignKey(row => row.Patient).OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(row => new { row.Clinic, row.State });
        }
    }
}
