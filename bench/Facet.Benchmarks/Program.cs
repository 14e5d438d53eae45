using BenchmarkDotNet.Running;
using Facet.Benchmarks.Peers;

// "peers …" stands beside R (bench/peers); everything else is BenchmarkDotNet.
if (args is ["peers", .. var rest]) { return PeerCommand.Run(rest); }
BenchmarkSwitcher.FromAssembly(typeof(PeerCommand).Assembly).Run(args);
return 0;
