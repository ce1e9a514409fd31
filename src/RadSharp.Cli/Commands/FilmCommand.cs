using System.CommandLine;
using System.Globalization;
using RadSharp.Imaging;
using RadSharp.Imaging.Dicom;
using RadSharp.Imaging.Drawing;
using RadSharp.Imaging.Grey;

namespace RadSharp.Cli.Commands;

/// <summary><c>radsharp film FILE</c>: what a film is; its tags; the film as a reader would see it.</summary>
internal static class FilmCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A DICOM, PNG or JPEG file, whatever it is called." };
        var png = new Option<string?>("--png") { Description = "Write the film as a reader would see it.", HelpName = "OUT" };
        var deep = new Option<bool>("--deep") { Description = "Write 16 bits a pixel instead of 8." };
        var window = new Option<string?>("--window")
        {
            Description = "How to show it: a preset's number or name, or CENTRE,WIDTH.",
            HelpName = "WINDOW",
        };
        var boxes = new Option<string[]>("--box")
        {
            Description = "Draw a box with a label on the picture; edges from 0 to 1. May be given several times.",
            HelpName = "X0,Y0,X1,Y1[,LABEL]",
        };
        var tags = new Option<bool>("--tags") { Description = "List the DICOM tags." };
        var identity = new Option<bool>("--identity") { Description = "Do not mask names, numbers and dates of the patient." };
        var frame = new Option<int>("--frame") { Description = "The frame of several, from 0.", HelpName = "N" };
        var view = new Option<View?>("--view") { Description = "The view, if you know better than the file." };
        var invert = new Option<bool?>("--invert") { Description = "Whether low values are bright, if you know better than the file." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("film", "Show what a film is, list its tags, write it as a picture.")
        {
            file, png, deep, window, boxes, tags, identity, frame, view, invert, json,
        };
        command.SetAction(result => CommandErrors.Catch("film", () =>
        {
            var path = result.GetValue(file)!;
            var options = new FilmOptions
            {
                Frame = result.GetValue(frame),
                View = result.GetValue(view),
                IsInverted = result.GetValue(invert),
            };
            if (result.GetValue(tags))
            {
                ListTags(path, result.GetValue(identity));
                return 0;
            }

            var film = FilmReader.Read(path, options);
            var preset = result.GetValue(window) is { } wanted ? ChoosePreset(film, wanted) : null;
            if (result.GetValue(png) is { } output)
            {
                PngFile.Write(Picture(film, preset, result.GetValue(deep), result.GetValue(boxes) ?? []), output);
            }

            var description = new FilmDescription(film, result.GetValue(identity));
            Console.Write(result.GetValue(json) ? description.ToJson() : description.ToText());
            return 0;
        }));
        return command;
    }

    private static void ListTags(string path, bool showIdentity)
    {
        using var file = DicomFile.Open(path);
        var options = new DicomListingOptions(showIdentity, ShowsPrivate: showIdentity);
        foreach (var line in DicomListing.Lines(file.MetaInformation, options).Concat(DicomListing.Lines(file.DataSet, options)))
        {
            Console.WriteLine(line);
        }
    }

    private static Image Picture(Film film, VoiTransform? preset, bool deep, string[] boxes) => (deep, boxes) switch
    {
        (true, []) => film.RenderDeep(preset),
        (true, _) => throw new ArgumentException("Boxes are drawn on 8 bits a pixel: leave out --deep or --box."),
        (_, []) => film.Render(preset),
        _ => Overlay.Draw(film.Render(preset), Array.ConvertAll(boxes, ParseBox)),
    };

    private static OverlayBox ParseBox(string text)
    {
        var parts = text.Split(',', 5);
        var edges = parts.Take(4).Select(
            part => double.TryParse(part, CultureInfo.InvariantCulture, out var edge) && edge is >= 0 and <= 1 ? edge : double.NaN).ToArray();
        return edges is [var x0, var y0, var x1, var y1] && x0 <= x1 && y0 <= y1
            ? new(x0, y0, x1, y1, parts.ElementAtOrDefault(4) ?? "")
            : throw new ArgumentException($"Expected a box X0,Y0,X1,Y1[,LABEL] with edges from 0 to 1 in order, found '{text}'.");
    }

    private static VoiTransform ChoosePreset(Film film, string wanted)
    {
        var presets = film.Grey.Presets;
        if (wanted.Split(',') is [var center, var width]
            && double.TryParse(center, CultureInfo.InvariantCulture, out var centerValue)
            && double.TryParse(width, CultureInfo.InvariantCulture, out var widthValue)
            && new Window(centerValue, widthValue) is { IsValid: true } window)
        {
            return window;
        }

        return int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < presets.Count
            ? presets[number]
            : presets.FirstOrDefault(preset => string.Equals(preset.Explanation, wanted, StringComparison.OrdinalIgnoreCase))
                ?? throw new ArgumentException(
                    $"Expected a preset of the film (0 to {presets.Count - 1}, or its name) or CENTRE,WIDTH, found '{wanted}'.");
    }
}
