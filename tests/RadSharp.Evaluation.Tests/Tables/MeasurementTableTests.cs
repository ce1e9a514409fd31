using RadSharp.Evaluation.Tables;

namespace RadSharp.Evaluation.Tests.Tables;

public class MeasurementTableTests
{
    private static readonly Measurement[] Measurements =
    [
        new("Findings", "AUROC", 0.78251, 1234, "films") { Interval = new(0.75, 0.812) },
        new("Findings", "a|b", double.NaN, 0, "films"),
        new("Speed", "to findings", 95.26, 20, "films") { Unit = "ms" },
    ];

    [Fact]
    public void A_table_for_the_console_has_headings_and_equal_columns() => Assert.Equal(
        """
        Findings
          AUROC        0.783 (0.750 to 0.812)  1,234 films
          a|b          –                       0 films

        Speed
          to findings  95.3 ms                 20 films

        """,
        MeasurementTable.ToText(Measurements));

    [Fact]
    public void A_table_of_Markdown_names_each_group_once() => Assert.Equal(
        """
        | | measured | value | of |
        |---|---|---|---|
        | Findings | AUROC | 0.783 (0.750 to 0.812) | 1,234 films |
        |  | a\|b | – | 0 films |
        | Speed | to findings | 95.3 ms | 20 films |

        """,
        MeasurementTable.ToMarkdown(Measurements));
}
