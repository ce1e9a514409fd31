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

    private static string Text(int bytes) => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));
}
