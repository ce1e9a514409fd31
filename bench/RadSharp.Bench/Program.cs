using RadSharp.Bench.Cases;
using RadSharp.Bench.Measuring;
using RadSharp.Bench.Peers;
using RadSharp.Bench.Peers.OneDnn;
using RadSharp.Bench.Suites;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

const string Quick = "--quick";
const string Quarter = "--quarter";
const string Small = "--small";
const string ByteCache = "--byte-cache";
string[] options = [Quick, Quarter, Small, ByteCache];
var decoder = args.Contains(Small) ? DecoderShape.Small
    : args.Contains(Quarter) ? DecoderShape.QuarterLlama7B : DecoderShape.Llama7B;
var suites = new Dictionary<string, Action<Rounds>>
{
    ["peak"] = PeakSuite.Run,
    ["matmul"] = MatmulSuite.Run,
    ["gemv"] = GemvSuite.Run,
    ["conv"] = ConvSuite.Run,
    ["attention"] = AttentionSuite.Run,
    ["elementwise"] = ElementwiseSuite.Run,
    ["imaging"] = ImagingSuite.Run,
    ["encoders"] = rounds => EncoderSuite.Run(Few(rounds)),
    ["training"] = rounds => TrainingSuite.Run(Few(rounds)),
    ["prefill"] = rounds => DecoderSuite.RunPrefill(Few(rounds), decoder),
    ["decode"] = rounds => DecoderSuite.RunDecode(rounds, decoder, args.Contains(ByteCache)),
};
// These want memory, disk and minutes, so they run when they are asked for.
string[] large = ["prefill", "decode"];
var names = args.Except(options).ToArray();
if (names.FirstOrDefault(name => !suites.ContainsKey(name)) is { } unknown)
{
    Console.Error.WriteLine(
        $"There is no suite '{unknown}'. Suites: {string.Join(", ", suites.Keys)}. Options: {string.Join(", ", options)}.");
    return 2;
}

var rounds = new Rounds(args.Contains(Quick) ? 5 : 15);
Console.WriteLine($"RadSharp: {SimdPath.Level}, .NET {Environment.Version}, {Workers.Count} threads; {rounds.Count} rounds");
Introduce(OpenBlas.Peer, () => OpenBlas.Description);
Introduce(OneDnnLibrary.Peer, () => OneDnnLibrary.Description);
Introduce(DotNetPrimitives.Peer, () => DotNetPrimitives.Description);
Introduce(LibPng.Peer, () => LibPng.Description);
Introduce(LibJpegTurbo.Peer, () => LibJpegTurbo.Description);
Introduce(Pillow.Peer, () => Pillow.Description);
Introduce(Dcmtk.Peer, () => Dcmtk.Description);
foreach (var name in names.Length > 0 ? names : [.. suites.Keys.Except(large)])
{
    var busy = QuietMachine.TimesBusy;
    suites[name](rounds);
    if (QuietMachine.TimesBusy > busy)
    {
        Console.WriteLine($"\nOther programs ran during {QuietMachine.TimesBusy - busy} turns of this table.");
    }
}

return 0;

// A call takes seconds, and so evens out by itself what many rounds are for.
static Rounds Few(Rounds rounds) => new((rounds.Count + 2) / 3);

static void Introduce(Peer peer, Func<string> description) => Console.WriteLine(
    $"{peer.Name}: {(peer.IsInstalled ? description() : $"not installed: apt-get install {peer.Package}")}");
