using RadSharp.Models.Checkpoints;
using RadSharp.Models.Compositions;
using RadSharp.Models.Encoders.Bert;
using RadSharp.Models.Parameters;
using RadSharp.Models.QFormers;
using RadSharp.Models.Tests.Tokenizers;
using RadSharp.Models.Tests.Vision;
using RadSharp.Models.Vision;
using RadSharp.Tensors;
using RadSharp.Tensors.Safetensors;
using TemporaryFolder = RadSharp.Models.Tests.Checkpoints.TemporaryFolder;

namespace RadSharp.Models.Tests.Systems;

/// <summary>
/// A RaDialog in small, in the files and folders that its authors publish: the golden's language model and connector, with
/// filled image networks and a tokenizer of letters.
/// </summary>
internal sealed class RaDialogFolder : IDisposable
{
    /// <summary>Where the files are that tests take away or change.</summary>
    public const string Adapter = "checkpoints/vicuna-7b-img-instruct/checkpoint-4800",
        QFormer = "pretraining/outputs/stage1/checkpoint_4.pth", ImageModel = "biovil_t_image_model_proj_size_128.pt",
        Classifier = "findings_classifier/checkpoints/chexpert_train/ChexpertClassifier-epoch=06-val_f1=0.36.ckpt",
        Embeddings = "pretraining/embs/stage1_embeddings_test.pkl", Others = "non_lora_trainables.bin";

    /// <summary>Features of a patch after the projector.</summary>
    public const int JointSize = 12;

    private const string Encoder = "visual_encoder.";

    private readonly TemporaryFolder _folder = new();

    private RaDialogFolder()
    {
    }

    public string Path => _folder.Path;

    public string this[string name] => _folder[name];

    /// <summary>RaDialog-align, complete.</summary>
    public static RaDialogFolder Align()
    {
        var folder = new RaDialogFolder();
        folder.CopyLanguageModel("radialog_align", Adapter);
        folder.Copy(Golden.PathOf("radialog_align/embeddings_test.pkl"), Embeddings);
        using var embeddings = PickledArrays.Open(folder[Embeddings]);
        var width = (int)embeddings.ShapeOf(embeddings.Names.First())[1];
        using var parameters = new ParameterSet();
        var scope = new ParameterScope(Filled, parameters);
        _ = new QFormerConnector(scope, QFormerNumbers(width));
        using var encoder = new BioViLT(scope["visual_encoder"], BioViLTTests.Small(JointSize));
        folder.Write(QFormer, parameters, name => name.StartsWith($"{Encoder}encoder.", StringComparison.Ordinal) ? null : name);

        // The published file has a projector too, which RaDialog does not use.
        folder.Write(ImageModel, parameters, name =>
            name.StartsWith(Encoder, StringComparison.Ordinal) ? name[Encoder.Length..] : null);
        folder.WriteClassifier();
        return folder;
    }

    /// <summary>The small Q-Former's numbers.</summary>
    /// <param name="width">Width of its queries.</param>
    public static QFormerConfig QFormerNumbers(int width) =>
        new(new BertConfig(30, width, 2 * width, 3, 1, 16), JointSize, RaDialogAlign.ImageTokens);

    /// <summary>RaDialog-project without a classifier.</summary>
    public static RaDialogFolder Project()
    {
        var folder = new RaDialogFolder();
        folder.CopyLanguageModel("radialog_project", "");
        using var parameters = new ParameterSet();
        var scope = new ParameterScope(Filled, parameters);
        var numbers = BioViLTTests.Small(null) with { PatchChannels = 10 };
        using var encoder = new BioViLT(scope["base_model"]["model"]["model"]["vision_tower"], numbers);
        using var connector = TorchCheckpoint.Open(Golden.PathOf("radialog_project/non_lora_trainables.bin"));
        foreach (var name in connector.Names)
        {
            parameters.Add(new Parameter(name, connector.Read(name, DType.Float32), trainable: false));
        }

        folder.Write(Others, parameters, name => name);

        // LLaVA 1.5 has a connector too, for another encoder.
        folder.Rewrite("base/model.safetensors", _ => false, "model.mm_projector.0.weight", "model.mm_projector.1.weight");
        return folder;
    }

    public void Delete(string name) => File.Delete(this[name]);

    public void Dispose() => _folder.Dispose();

    /// <summary>Writes a file without some of its tensors, and with others that mean nothing.</summary>
    public void Rewrite(string name, Func<string, bool> isLeftOut, params ReadOnlySpan<string> added)
    {
        using var parameters = new ParameterSet();
        foreach (var tensor in added)
        {
            parameters.Add(new Parameter(tensor, Tensor.Zeros([64, 7]), trainable: false));
        }

        using (var file = SafetensorsCheckpoint.Open(this[name]))
        {
            foreach (var tensor in file.Names.Where(tensor => !isLeftOut(tensor)))
            {
                parameters.Add(new Parameter(tensor, file.Read(tensor, DType.Float32), trainable: false));
            }
        }

        Write(name, parameters, tensor => tensor);
    }

    /// <summary>A file of the golden, or another of the folder, to another place.</summary>
    public void Copy(string file, string name) => File.Copy(file, Place(name), overwrite: true);

    /// <summary>What the image networks are filled with.</summary>
    public static FilledParameters Filled => new((_, kind) => kind == ParameterKind.Scale ? (0.3, 1) : (0.3, 0));

    // Every sign of ASCII is a piece, so that any text can be spelled in fewer pieces than the golden's vocabularies have.
    private static byte[] Tokenizer()
    {
        var pieces = new List<(string, float, int)>
        {
            ("<unk>", 0, SentencePieceModelBytes.Unknown),
            ("<s>", 0, SentencePieceModelBytes.Control),
            ("</s>", 0, SentencePieceModelBytes.Control),
            ("▁", -1, 1),
        };
        pieces.AddRange(Enumerable.Range('!', '~' - '!' + 1).Select(letter => ($"{(char)letter}", -2f - letter, 1)));
        return SentencePieceModelBytes.Write(pieces);
    }

    private void CopyLanguageModel(string golden, string adapter)
    {
        foreach (var name in (string[])["adapter_config.json", "adapter_model.bin"])
        {
            Copy(Golden.PathOf($"{golden}/{name}"), System.IO.Path.Combine(adapter, name));
        }

        foreach (var name in (string[])["base/config.json", "base/model.safetensors"])
        {
            Copy(Golden.PathOf($"{golden}/{name}"), name);
        }

        File.WriteAllBytes(Place("base/tokenizer.model"), Tokenizer());
    }

    private void WriteClassifier()
    {
        using var parameters = new ParameterSet();
        using var classifier = new CheXpertClassifier(new(Filled, parameters), BioViLTTests.Small(2), hidden: 24);
        Write(Classifier, parameters, name => name);
    }

    // PyTorch's names and extensions, but safetensors inside: the loaders go by what a file begins with.
    private void Write(string name, ParameterSet parameters, Func<string, string?> nameOf) => SafetensorsWriter.Write(
        Place(name),
        [.. parameters.Parameters.Where(parameter => nameOf(parameter.Name) is not null)
            .Select(parameter => new SafetensorsTensor(nameOf(parameter.Name)!, parameter.Value))]);

    private string Place(string name)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        return this[name];
    }
}
