using System.Globalization;
using System.Numerics;
using System.Text;
using Microsoft.Win32.SafeHandles;
using RadSharp.Models.Checkpoints.Pickles;

namespace RadSharp.Models.Checkpoints;

/// <summary>What a PyTorch file holds, and where the numbers lie.</summary>
/// <param name="Root">The value that was saved.</param>
/// <param name="Locate">The bytes of a storage.</param>
/// <param name="IsBigEndian">Whether the machine that wrote it was.</param>
internal sealed record TorchFile(object? Root, Func<TorchStorage, (long Start, long Length)> Locate, bool IsBigEndian)
{
    private const string PickleName = "data.pkl";

    // What files before PyTorch 1.6 begin with, as an integer in a pickle of its own (torch/serialization.py: MAGIC_NUMBER).
    private static readonly BigInteger Magic = BigInteger.Parse("1950a86a20f9469cfc6c", NumberStyles.HexNumber, null);

    /// <summary>Reads a file of either layout.</summary>
    /// <exception cref="InvalidDataException">It is damaged, of another kind, or malicious.</exception>
    public static TorchFile Read(SafeFileHandle handle, string path)
    {
        var first = new byte[4];
        var count = RandomAccess.Read(handle, first, 0);
        return (count, first) switch
        {
            (4, [(byte)'P', (byte)'K', 3, 4]) => ReadZip(handle, path),
            (4, [0x80, 2, 0x8A, 10]) => ReadSequence(handle, path),
            _ => throw CheckpointError.In(
                path, $"expected a file of torch.save, but it begins with the bytes {Convert.ToHexString(first, 0, count)}"),
        };
    }

    // NAME/data.pkl, NAME/data/KEY, NAME/byteorder; NAME is whatever the file was called when it was written.
    private static TorchFile ReadZip(SafeFileHandle handle, string path)
    {
        var zip = StoredZip.Read(handle, path);
        var pickles = zip.Names.Where(static name => name.EndsWith("/" + PickleName, StringComparison.Ordinal)).ToArray();
        if (pickles.Length != 1)
        {
            throw CheckpointError.In(
                path,
                $"expected one entry NAME/{PickleName} of torch.save among its {zip.Names.Count}, but found "
                + $"{pickles.Length}");
        }

        var root = pickles[0][..^PickleName.Length];
        if (zip.Names.Contains(root + "constants.pkl"))
        {
            throw CheckpointError.In(
                path,
                "it is a TorchScript program, not a state dictionary. Save the state_dict() of the loaded module "
                + "with torch.save");
        }

        var (start, length) = zip.Locate(pickles[0]);
        return new TorchFile(
            PickleMachine.Read(handle, path, start, length).Value,
            storage => zip.Locate($"{root}data/{storage.Key}"),
            ReadByteOrder(handle, path, zip, root + "byteorder"));
    }

    private static bool ReadByteOrder(SafeFileHandle handle, string path, StoredZip zip, string name)
    {
        if (!zip.Names.Contains(name))
        {
            return false;
        }

        var (start, length) = zip.Locate(name);
        var text = Encoding.ASCII.GetString(new PickleInput(handle, path, start, length).ReadBytes(Math.Min(length, 16)));
        return text switch
        {
            "little" => false,
            "big" => true,
            _ => throw CheckpointError.In(
                path, $"expected the byte order little or big, but found {CheckpointError.Quoted(text)}"),
        };
    }

    // Five pickles (magic, protocol, machine, value, keys of storages), and then for each key its count and its bytes.
    private static TorchFile ReadSequence(SafeFileHandle handle, string path)
    {
        const int Value = 3;
        var length = RandomAccess.GetLength(handle);
        var pickles = new Pickle[5];
        var position = 0L;
        for (var index = 0; index < pickles.Length; index++)
        {
            pickles[index] = PickleMachine.Read(handle, path, position, length - position);
            position += pickles[index].ByteCount;
            if (index == 0 && !Magic.Equals(pickles[0].Value))
            {
                throw CheckpointError.In(path, "expected the number that files of torch.save begin with, but found another");
            }
        }

        var storages = LocateStorages(handle, path, position, pickles[Value].References, pickles[^1].Value);
        return new TorchFile(
            pickles[Value].Value,
            storage => storages.TryGetValue(storage.Key, out var place)
                ? place
                : throw CheckpointError.In(path, $"the storage {CheckpointError.Quoted(storage.Key)} is not in the file"),
            pickles[2].Value is PickleDictionary machine && machine["little_endian"] is false);
    }

    private static Dictionary<string, (long Start, long Length)> LocateStorages(
        SafeFileHandle handle, string path, long position, IReadOnlyList<PickleReference> references, object? keys)
    {
        var length = RandomAccess.GetLength(handle);
        var storages = new Dictionary<string, TorchStorage>();
        foreach (var reference in references)
        {
            var storage = TorchStorage.Read(reference, sentence => CheckpointError.In(path, sentence));
            storages[storage.Key] = storage;
        }

        var places = new Dictionary<string, (long Start, long Length)>();
        foreach (var key in PickleValues.Sequence(keys) ?? [])
        {
            if (key is not string name || !storages.TryGetValue(name, out var storage))
            {
                throw CheckpointError.In(path, $"expected the key of a storage, but found {PickleValues.Describe(key)}");
            }

            var count = new PickleInput(handle, path, position, length - position).ReadUnsigned(sizeof(long));
            position += sizeof(long);
            if (count != storage.Count || (Int128)count * storage.ElementBytes > length - position)
            {
                throw CheckpointError.In(
                    path,
                    $"the storage {CheckpointError.Quoted(name)} should have {storage.Count} elements of "
                    + $"{storage.ElementBytes} bytes, but the file says {count}, and {length - position} bytes follow");
            }

            places[name] = (position, count * storage.ElementBytes);
            position += count * storage.ElementBytes;
        }

        return places;
    }
}
