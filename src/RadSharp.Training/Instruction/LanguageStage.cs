using RadSharp.Imaging;
using RadSharp.Models.Decoders;
using RadSharp.Models.Parameters;
using RadSharp.Models.Systems;
using RadSharp.Models.Tokenizers;
using RadSharp.Training.Classifier;
using RadSharp.Training.Recipes;
using RadSharp.Training.Runs;
using RadSharp.Training.Tokenizers;

namespace RadSharp.Training.Instruction;

/// <summary>
/// The second stage of radsharp-mini's training: a vocabulary of the words of its own samples, then connector and language model
/// on conversations about films as a trained eye sees them. Begun again after a kill, it goes on where it was.
/// </summary>
/// <param name="recipe">How.</param>
/// <param name="training">Films to train on.</param>
/// <param name="validation">Films of other patients.</param>
/// <param name="runs">The folder of checkpoints and curves.</param>
public sealed class LanguageStage(
    LanguageRecipe recipe, IReadOnlyList<BankedFilm> training, IReadOnlyList<BankedFilm> validation, string runs)
{
    private const string Stage = "language";

    // Qwen2's own: most channels of a head hardly turn over a conversation, and compare what tokens are, wherever they stand.
    private const double RotaryTheta = 1_000_000;

    // Validation draws other samples than training, also about films that might be in both.
    private const int ValidationSeed = 1_000_000;

    /// <summary>Where progress is written; null for nowhere.</summary>
    public TextWriter? Progress { get; init; }

    /// <summary>Trains, or goes on training, to the end.</summary>
    /// <param name="eyeFolder">The folder of a trained eye.</param>
    /// <param name="folder">The folder of the model, which is written at the end.</param>
    /// <param name="cancellation">Looked at before each step; what was done is saved then.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="InvalidDataException">The eye's folder is damaged, or a checkpoint is of another recipe.</exception>
    public void Run(string eyeFolder, string folder, CancellationToken cancellation = default)
    {
        var curriculum = Curriculum(training, recipe.Seed, recipe.Mixture);
        var tokenizerFolder = Path.Combine(runs, "tokenizer");
        if (!File.Exists(Path.Combine(tokenizerFolder, "tokenizer.json")))
        {
            var texts = Texts(
                Curriculum(training, recipe.Seed, recipe.VocabularyMixture), recipe.VocabularySamples);
            QwenTokenizerFiles.Write(
                tokenizerFolder,
                BytePairTraining.Train(texts, recipe.VocabularySize - QwenTokenizerFiles.SpecialTokens.Count));
        }

        var tokenizer = TokenizerFiles.Open(tokenizerFolder);
        using var eye = MiniEye.Open(eyeFolder);
        using var features = Features(eye);
        using var parameters = new ParameterSet();
        var config = eye.Config with { Grid = recipe.Grid, Text = Decoder(tokenizer) };
        var deviation = 1 / MathF.Sqrt(recipe.HiddenSize);
        var language = new MiniLanguage(new ParameterScope(new FreshParameters(recipe.Seed, deviation), parameters), config);
        StartAlike(parameters);
        using var tuning = new InstructionTuning(
            language, tokenizer, FolderTemplate.Read(tokenizerFolder), (film, isMirrored) => features[film, isMirrored],
            recipe.Tuning);
        var run = new TrainingRun(runs, Stage, recipe.Tuning.Steps, new(parameters.Parameters, tuning.Optimizer))
        {
            Recipe = RecipeJson.Write(recipe),
            Progress = Progress,
        };
        run.TryResume();
        tuning.Run(
            run, curriculum, Curriculum(validation, ValidationSeed, recipe.Mixture), recipe.ValidationSamples, recipe.ValidateEvery, cancellation);
        MiniFolder.Write(folder, config, eye, language, tokenizerFolder);
    }

    private static InstructionCurriculum Curriculum(
        IReadOnlyList<BankedFilm> films, int seed, CurriculumMixture mixture) =>
        new([.. films.Select(film => film.Film)], seed, mixture);

    private static IEnumerable<string> Texts(InstructionCurriculum curriculum, int samples) =>
        Enumerable.Range(0, samples).Select(number => curriculum.Draw(number))
            .SelectMany(draw => TokenizedSample.Told(draw.Sample, draw.Shown)).Select(message => message.Text);

    private FilmFeatures Features(MiniEye eye)
    {
        var features = new FilmFeatures();
        var size = eye.Config.Vision.ImageSize;
        foreach (var film in training.Concat(validation))
        {
            features.Add(film.Film.Id, new Image<byte>(size, size, 1, film.Pixels), eye);
        }

        return features;
    }

    // Queries and keys start with the same numbers, so that at first a token looks at its own kind: a word in a question at the
    // same word in the prompt (after Trockman and Kolter 2023, "Mimetic Initialization of Self-Attention Layers").
    private static void StartAlike(ParameterSet parameters)
    {
        const string Key = ".k_proj.weight";
        foreach (var key in parameters.Parameters.Where(parameter => parameter.Name.EndsWith(Key, StringComparison.Ordinal)))
        {
            var query = parameters.Parameters.Single(
                parameter => parameter.Name == $"{key.Name[..^Key.Length]}.q_proj.weight");
            query.Value.Span[..key.Value.Count].CopyTo(key.Value.Span);
        }
    }

    private DecoderConfig Decoder(ITokenizer tokenizer)
    {
        int Id(string token) => tokenizer.Vocabulary.IdOf(token)!.Value;
        return new(
            "qwen2", tokenizer.Vocabulary.Size, recipe.HiddenSize, recipe.IntermediateSize, recipe.Layers, recipe.Heads,
            recipe.KeyValueHeads, recipe.HiddenSize / recipe.Heads, recipe.MaxPositions)
        {
            RotaryTheta = RotaryTheta,
            HasAttentionBias = true,
            TiesEmbeddings = true,
            BeginToken = Id(QwenTokenizerFiles.EndOfText),
            EndTokens = [Id(QwenTokenizerFiles.EndOfTurn), Id(QwenTokenizerFiles.EndOfText)],
        };
    }
}
