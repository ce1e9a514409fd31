using RadSharp.Bench.Cases;
using RadSharp.Bench.Measuring;
using RadSharp.Bench.Peaks;
using RadSharp.Bench.Peers;
using RadSharp.Bench.Peers.OnnxRuntime;
using RadSharp.Models.Vision;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Bench.Suites;

/// <summary>The image encoders of RadVLM and RaDialog, whole, one image at a time.</summary>
internal static class EncoderSuite
{
    private const int FilmSize = 448;
    private const int FilmGrid = 14;

    // RadVLM's: SigLIP so400m at 384 pixels, without its last block.
    private static readonly VisionTransformerConfig SigLip =
        VisionTransformerConfig.SigLipSo400M384 with { Layers = VisionTransformerConfig.SigLipSo400M384.Layers - 1 };

    public static void Run(Rounds rounds)
    {
        Console.WriteLine($"\n{OnnxLibrary.Description}");
        var table = new Table("Image encoders, batch 1", "GFLOP/s", new Bar(OfPeers: 0.9), OnnxLibrary.Peer);
        RunBioViLT(rounds, table);
        RunSigLip(rounds, table);
    }

    private static void RunBioViLT(Rounds rounds, Table table)
    {
        var config = new BioViLTConfig();
        var (patches, features) = (FilmGrid * FilmGrid, config.JointFeatureSize!.Value);
        // After the backbone: to the patches' channels, and the projector's two convolutions.
        var (channels, wide) = (config.PatchChannels, config.Backbone.OutChannels);
        var after = 2.0 * patches * ((wide * channels) + (2 * channels * features) + (features * features));
        var work = after + ResNet50.Convolutions.Sum(one => one.Count * 2.0 * one.Input * one.Output * one.Kernel * one.Kernel
            * Math.Pow((double)one.Size / one.Stride * FilmSize / ResNet50.FilmSize, 2));
        using var encoder = new EncoderCase("BioViL-T, 448×448", FilmSize, patches, features, work);
        using var model = new BioViLT(encoder.Scope, config);
        model.PrepareForInference();
        using var tape = Tape.ForInference();
        var ours = Ours(encoder, tape, () => model.Forward(tape, encoder.Image).ProjectedPatchEmbeddings!.Value);
        using var theirs = Theirs(
            encoder, path => OnnxBioViLT.Write(path, config, encoder.Parameters, FilmSize, FilmGrid));
        Contender[] contenders = theirs is null ? [] : [Contender(encoder, theirs, "", () =>
            EncoderCase.Transpose(theirs.Output, patches, features, encoder.Result.Span))];
        CheckAndTime(rounds, table, encoder, ours, contenders);
    }

    private static void RunSigLip(Rounds rounds, Table table)
    {
        double tokens = SigLip.PatchesPerSide * SigLip.PatchesPerSide, hidden = SigLip.HiddenSize;
        var weights = (4 * hidden * hidden) + (2 * hidden * SigLip.IntermediateSize);
        var patch = (double)SigLip.PatchSize * SigLip.PatchSize * SigLip.Channels * hidden;
        var work = 2 * tokens * (patch + (SigLip.Layers * (weights + (2 * tokens * hidden))));
        using var encoder = new EncoderCase("SigLIP so400m, 384×384", SigLip.ImageSize, (int)tokens, (int)hidden, work);
        var model = new VisionTransformer(encoder.Scope, SigLip);
        using var tape = Tape.ForInference();
        var ours = Ours(encoder, tape, () => model.HiddenState(tape, encoder.Image));
        using var fused = Theirs(
            encoder, path => OnnxVisionTransformer.Write(path, SigLip, encoder.Parameters, isFused: true));
        using var plain = Theirs(
            encoder, path => OnnxVisionTransformer.Write(path, SigLip, encoder.Parameters, isFused: false));
        Contender[] contenders = fused is null || plain is null ? [] :
        [
            Contender(encoder, fused, "own attention", () => fused.Output.CopyTo(encoder.Result.Span)),
            Contender(encoder, plain, "composed attention", () => plain.Output.CopyTo(encoder.Result.Span)),
        ];
        CheckAndTime(rounds, table, encoder, ours, contenders);
    }

    private static Contender Ours(EncoderCase encoder, Tape tape, Func<Tensor> run)
    {
        Tensor output = default;
        return new(Measuring.Contender.RadSharp, encoder.Work, () =>
        {
            tape.Reset();
            output = run();
        })
        {
            Variant = encoder.Name,
            Deliver = () => output.Span.CopyTo(encoder.Result.Span),
        };
    }

    private static Contender Contender(EncoderCase encoder, OnnxSession session, string variant, Action deliver) =>
        new(OnnxLibrary.Peer.Name, encoder.Work, session.Run) { Variant = encoder.Name + variant, Deliver = deliver };

    private static OnnxSession? Theirs(EncoderCase encoder, Action<string> write)
    {
        if (!OnnxLibrary.Peer.IsInstalled)
        {
            return null;
        }

        var path = BenchFolder.PathOf("encoder.onnx");
        try
        {
            write(path);
            encoder.PlaceChannelsFirst();
            return new OnnxSession(path, encoder.ChannelsFirst, encoder.Result.Count);
        }
        finally
        {
            // What is mapped of the weights stays readable.
            File.Delete(path);
            File.Delete(OnnxGraph.WeightsOf(path));
        }
    }

    private static void CheckAndTime(
        Rounds rounds, Table table, EncoderCase encoder, Contender ours, Contender[] theirs)
    {
        ours.Run();
        ours.Deliver();
        var expected = encoder.Result.Span.ToArray();
        var difference = Agreement.Check(encoder.Name, theirs, encoder.Result, index => expected[index], tolerance: 1e-3);
        var timings = rounds.Time([FmaPeak.AllThreads, ours, .. theirs]);
        table.Add(theirs.Length > 0 ? $"{encoder.Name}, differs {difference:0.0e0}" : encoder.Name, timings);
    }
}
