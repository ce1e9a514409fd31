using System.Buffers.Text;
using System.Security.Cryptography;

namespace RadSharp.Server.Store;

/// <summary>Names of what is kept, and secrets: chance, in letters that addresses take.</summary>
internal static class Ids
{
    private const int NameBytes = 12;
    private const int SecretBytes = 32;

    /// <summary>A name of 16 letters, nobody else's.</summary>
    public static string New() => Text(NameBytes);

    /// <summary>A secret of 43 letters.</summary>
    public static string NewSecret() => Text(SecretBytes);

    // Spreadsheets and command lines take a hyphen at the beginning for something else.
    private static string Text(int bytes)
    {
        string text;
        do
        {
            text = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));
        }
        while (!char.IsAsciiLetterOrDigit(text[0]));
        return text;
    }
}
