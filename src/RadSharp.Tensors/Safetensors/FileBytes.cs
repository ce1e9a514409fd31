using Microsoft.Win32.SafeHandles;

namespace RadSharp.Tensors.Safetensors;

/// <summary>
/// Reads parts of a file with ordinary read calls, which report a file that has become shorter; a mapping would end the
/// process.
/// </summary>
internal static class FileBytes
{
    /// <summary>Fills <paramref name="destination"/> from byte <paramref name="offset"/> on.</summary>
    /// <exception cref="InvalidDataException">The file ends before that.</exception>
    public static void Read(SafeFileHandle handle, string file, long offset, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            var count = RandomAccess.Read(handle, destination, offset);
            if (count == 0)
            {
                throw SafetensorsError.In(
                    file, $"expected {destination.Length} bytes from byte {offset} on, but the file ends; it was cut short");
            }

            offset += count;
            destination = destination[count..];
        }
    }
}
