using RadSharp.Instruct.Samples;
using RadSharp.Models.Systems;

namespace RadSharp.Training.Instruction;

/// <summary>A sample of an <see cref="InstructionCurriculum"/>.</summary>
/// <param name="Sample">The conversation.</param>
/// <param name="Film">The <see cref="LabeledFilm.Id"/> of the film that is seen.</param>
/// <param name="IsMirrored">Whether its mirror image is seen.</param>
/// <param name="Shown">What the prompt says was found; null where the film alone is shown.</param>
public sealed record CurriculumDraw(InstructionSample Sample, string Film, bool IsMirrored, FilmReading? Shown);
