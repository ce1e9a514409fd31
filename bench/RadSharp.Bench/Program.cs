using RadSharp.Bench.Measuring;
using RadSharp.Bench.Peers;
using RadSharp.Bench.Peers.OneDnn;
using RadSharp.Bench.Suites;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

var suites = new Dictionary<string, Action<Rounds>>
{
    ["peak"] = PeakSuite.Run,
    ["matmul"] = MatmulSuite.Run,
    ["conv"] = ConvSuite.Run,
    ["attention"] = AttentionSuite.Run,
    ["elementwise"] = ElementwiseSuite.Run,
};
var isQuick = args.Contains("--quick");
var names = args.Where(argument => argument != "--quick").ToArray();
if (names.FirstOrDefault(name => !suites.ContainsKey(name)) is { } unknown)
{
    Console.Error.WriteLine($"There is no suite '{unknown}'. Suites: {string.Join(", ", suites.Keys)}; option: --quick.");
    return 2;
}

var rounds = new Rounds(isQuick ? 5 : 15);
Console.WriteLine(
    $"RadSharp: {Workers.Count} threads, {SimdPath.Level}, .NET {Environment.Version}; {rounds.Count} rounds. " +
    "Rates are medians; (×r): RadSharp's rate is r times this one.");
if (OpenBlas.Peer.IsInstalled)
{
    OpenBlas.UseThreads(Workers.Count);
    Console.WriteLine($"OpenBLAS: {OpenBlas.Description}");
}

if (OneDnnLibrary.Peer.IsInstalled)
{
    Console.WriteLine($"oneDNN: {OneDnnLibrary.Description}");
}

foreach (var name in names.Length > 0 ? names : [.. suites.Keys])
{
    var busy = QuietMachine.TimesBusy;
    suites[name](rounds);
    if (QuietMachine.TimesBusy > busy)
    {
        Console.WriteLine($"\nOther programs ran during {QuietMachine.TimesBusy - busy} samples of this table.");
    }
}

return 0;
