using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Facet.Care;
using Facet.Interop.Json;
using Facet.Storage.Audit;
using Facet.Web.Care;
using Facet.Web.Tests.Shell;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Care;

/// <summary>Devices that send through a bad network to a server that is killed again and again.</summary>
public class SendEntriesFaultTests
{
    private const int People = 8, Each = 125, Kills = 7;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_check_ins_are_stored_once_each_and_in_order_whatever_happens_on_the_way()
    {
        var seed = new Random(Environment.TickCount).Next();
        var test = TestContext.Current.TestOutputHelper;
        test?.WriteLine($"seed {seed}");
        await using var server = await ServerProcess.Started();
        var patients = new List<MyPatient>();
        try
        {
            for (var i = 0; i < People; i++) { patients.Add(await MyPatient.New(server.Services, server.Address)); }
            var devices = patients.Select((patient, index) => new Device(patient, new Random(seed + index), server.Address)).ToList();
            var sending = Task.WhenAll(devices.Select(device => device.SendAll()));
            var chance = new Random(seed - 1);
            var kills = 0;
            while (!sending.IsCompleted && kills < Kills)
            {
                // In the middle of things: when so many are through, whatever else is on its way.
                var through = ((kills * People * Each) + chance.Next(People * Each)) / (Kills + 1);
                while (!sending.IsCompleted && devices.Sum(device => device.Through) < through) { await Task.Delay(chance.Next(1, 5), Cancellation); }
                server.Kill();
                kills++;
                await Task.Delay(chance.Next(200), Cancellation);
                await server.Start();
            }
            await sending;
            Assert.Equal(Kills, kills);
            foreach (var device in devices)
            {
                var record = await device.Patient.Record();
                Assert.Equal(Enumerable.Range(1, Each).Select(number => (long)number), record.Select(each => each.Sequence));
                Assert.Equal(device.Written, record.Select(each => CareDocument.Write(each.Entry)));
                test?.WriteLine(device.ToString());
            }
            var audit = server.Services.GetRequiredService<AuditChain>();
            Assert.IsType<AuditVerdict.Whole>(await audit.Verify(devices[0].Patient.Caller.Clinic, Cancellation));
            Assert.Null(await audit.FindChangedEntry(devices[0].Patient.Caller.Clinic, Cancellation));
            // The faults took place.
            Assert.All(Device.Kinds, kind => Assert.True(devices.Sum(device => device.Count(kind)) > 0, kind));
        }
        finally
        {
            foreach (var patient in patients) { patient.Dispose(); }
        }
    }

    /// <summary>Sends what a person wrote down until the server has said that all of it is stored.</summary>
    private sealed class Device(MyPatient patient, Random chance, Uri address)
    {
        public static readonly string[] Kinds = ["sent", "request lost", "answer lost", "doubled", "too early", "once more", "server away"];

        private readonly Guid stream = Guid.NewGuid();
        private readonly Dictionary<string, int> counts = [];
        private readonly object counting = new();
        private int through;

        public MyPatient Patient => patient;

        public int Through => Volatile.Read(ref through);

        public IReadOnlyList<string> Written { get; } = [.. Enumerable.Range(1, Each).Select(number =>
            CareDocument.Write(new CheckIn { Day = patient.Day.Today, Pain = number % 11, StoppedWhat = $"entry {number}", NewNumbnessOrBladder = false, NewWeaknessOrFever = false }))];

        public int Count(string kind) { lock (counting) { return counts.GetValueOrDefault(kind); } }

        public override string ToString() => string.Join(", ", Kinds.Select(kind => $"{kind} {Count(kind)}"));

        public async Task SendAll()
        {
            while (Through < Each)
            {
                var (first, count) = (Through + 1, Math.Min(chance.Next(1, 6), Each - Through));
                switch (chance.Next(8))
                {
                    case 0: Note("request lost"); break;
                    case 1: Note("answer lost"); await Send(first, count, hears: false); break;
                    case 2: Note("doubled"); await Task.WhenAll(Send(first, count), Send(first, count), Send(first, Math.Max(1, count - 1))); break;
                    case 3 when first + count <= Each: Note("too early"); await Task.WhenAll(Send(first + count, 1), Send(first, count)); break;
                    case 4 when first > 1: Note("once more"); await Send(chance.Next(1, first), count); break;
                    default: Note("sent"); await Send(first, count); break;
                }
                await Task.Delay(chance.Next(8), Cancellation);
            }
        }

        private void Note(string kind) { lock (counting) { counts[kind] = counts.GetValueOrDefault(kind) + 1; } }

        private async Task Send(int first, int count, bool hears = true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/my/entries"))
            {
                Content = new StringContent($$"""{"stream":"{{stream}}","first":{{first}},"entries":[{{string.Join(',', Written.Skip(first - 1).Take(count))}}]}""", Encoding.UTF8, "application/json"),
            };
            request.Headers.Add(SendEntries.PersonHeader, PersonTag.Of(patient.Id));
            try
            {
                using var impatience = new CancellationTokenSource(hears ? TimeSpan.FromSeconds(20) : TimeSpan.FromMilliseconds(chance.Next(30)));
                using var response = await patient.Client.Http.SendAsync(request, impatience.Token);
                var said = JsonNode.Parse(await response.Content.ReadAsStringAsync(impatience.Token))!;
                if (!hears) { return; }
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    Assert.Equal(count, (int)said["stored"]!);
                    Reach(first + count - 1);
                }
                else
                {
                    Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
                    Assert.True((int)said["expected"]! < first, "A gap is named only where something is missing.");
                    Reach((int)said["expected"]! - 1);
                }
            }
            catch (Exception away) when (away is HttpRequestException or OperationCanceledException or IOException && !Cancellation.IsCancellationRequested)
            {
                if (hears) { Note("server away"); await Task.Delay(20, Cancellation); }
            }
        }

        private void Reach(int number)
        {
            for (var known = Through; known < number && Interlocked.CompareExchange(ref through, number, known) != known; known = Through) { }
        }
    }
}
