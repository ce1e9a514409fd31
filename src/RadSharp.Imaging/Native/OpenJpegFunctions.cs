using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace RadSharp.Imaging.Native;

/// <summary>The functions of OpenJPEG that decoding takes (openjpeg.h, version 2.5.0).</summary>
internal sealed unsafe class OpenJpegFunctions
{
    public readonly delegate* unmanaged<nint, nint, OpenJpegImage**, int> ReadHeader;
    public readonly delegate* unmanaged<nint, nint, OpenJpegImage*, int> Decode;
    public readonly delegate* unmanaged<OpenJpegImage*, void> DestroyImage;
    public readonly delegate* unmanaged<nint, void> DestroyCodec;
    public readonly delegate* unmanaged<nint, void> DestroyStream;

    private const int BufferByteCount = 64 * 1024;
    private const int CodeStreamFormat = 0;
    private const int FileFormat = 2;

    // The structure has 8,252 bytes in version 2.5, two path names among them. Only the library itself looks into it.
    private const int ParameterByteCount = 16 * 1024;

    private readonly delegate* unmanaged<nuint, int, nint> _createStream;
    private readonly delegate* unmanaged<nint, void*, void*, void> _setUserData;
    private readonly delegate* unmanaged<nint, ulong, void> _setLength;
    private readonly delegate* unmanaged<nint, void*, void> _setRead;
    private readonly delegate* unmanaged<nint, void*, void> _setSkip;
    private readonly delegate* unmanaged<nint, void*, void> _setSeek;
    private readonly delegate* unmanaged<int, nint> _createCodec;
    private readonly delegate* unmanaged<void*, void> _setDefaults;
    private readonly delegate* unmanaged<nint, void*, int> _setUp;
    private readonly delegate* unmanaged<nint, void*, void*, int> _setErrorHandler;

    public OpenJpegFunctions(OptionalLibrary library)
    {
        ReadHeader = (delegate* unmanaged<nint, nint, OpenJpegImage**, int>)library.Export("opj_read_header");
        Decode = (delegate* unmanaged<nint, nint, OpenJpegImage*, int>)library.Export("opj_decode");
        DestroyImage = (delegate* unmanaged<OpenJpegImage*, void>)library.Export("opj_image_destroy");
        DestroyCodec = (delegate* unmanaged<nint, void>)library.Export("opj_destroy_codec");
        DestroyStream = (delegate* unmanaged<nint, void>)library.Export("opj_stream_destroy");
        _createStream = (delegate* unmanaged<nuint, int, nint>)library.Export("opj_stream_create");
        _setUserData = (delegate* unmanaged<nint, void*, void*, void>)library.Export("opj_stream_set_user_data");
        _setLength = (delegate* unmanaged<nint, ulong, void>)library.Export("opj_stream_set_user_data_length");
        _setRead = (delegate* unmanaged<nint, void*, void>)library.Export("opj_stream_set_read_function");
        _setSkip = (delegate* unmanaged<nint, void*, void>)library.Export("opj_stream_set_skip_function");
        _setSeek = (delegate* unmanaged<nint, void*, void>)library.Export("opj_stream_set_seek_function");
        _createCodec = (delegate* unmanaged<int, nint>)library.Export("opj_create_decompress");
        _setDefaults = (delegate* unmanaged<void*, void>)library.Export("opj_set_default_decoder_parameters");
        _setUp = (delegate* unmanaged<nint, void*, int>)library.Export("opj_setup_decoder");
        _setErrorHandler = (delegate* unmanaged<nint, void*, void*, int>)library.Export("opj_set_error_handler");
    }

    /// <summary>A stream over memory, to be given to <see cref="DestroyStream"/>.</summary>
    public nint OpenStream(MemorySource* source)
    {
        delegate* unmanaged[Cdecl]<byte*, nuint, MemorySource*, nuint> read = &MemorySource.Read;
        delegate* unmanaged[Cdecl]<long, MemorySource*, long> skip = &MemorySource.Skip;
        delegate* unmanaged[Cdecl]<long, MemorySource*, int> seek = &MemorySource.Seek;
        var stream = _createStream(BufferByteCount, 1);
        _setUserData(stream, source, null);
        _setLength(stream, (ulong)source->Length);
        _setRead(stream, read);
        _setSkip(stream, skip);
        _setSeek(stream, seek);
        return stream;
    }

    /// <summary>A decoder with the defaults, to be given to <see cref="DestroyCodec"/>.</summary>
    public nint CreateDecoder(bool isFile, FirstError* error)
    {
        delegate* unmanaged[Cdecl]<byte*, FirstError*, void> report = &FirstError.Report;
        var codec = _createCodec(isFile ? FileFormat : CodeStreamFormat);
        var parameters = stackalloc byte[ParameterByteCount];
        _setErrorHandler(codec, report, error);
        _setDefaults(parameters);
        _setUp(codec, parameters);
        return codec;
    }
}

/// <summary>opj_image.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct OpenJpegImage
{
    public uint Left;
    public uint Top;
    public uint Right;
    public uint Bottom;
    public uint ComponentCount;
    public int ColorSpace;
    public OpenJpegComponent* Components;
    public byte* Profile;
    public uint ProfileByteCount;
}

/// <summary>opj_image_comp.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct OpenJpegComponent
{
    public uint StepX;
    public uint StepY;
    public uint Width;
    public uint Height;
    public uint Left;
    public uint Top;
    public uint Precision;
    public uint ObsoletePrecision;
    public uint IsSigned;
    public uint DecodedResolutions;
    public uint Factor;
    public int* Data;
    public ushort Alpha;
}

/// <summary>Bytes in memory and how far they are read.</summary>
internal unsafe struct MemorySource(byte* data, long length)
{
    private long _position;

    public readonly long Length => length;

    // At the end a read answers with the largest number. No callback moves beyond the length, and a read copies no more than
    // what is left.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static nuint Read(byte* buffer, nuint count, MemorySource* source) => source->Read(buffer, count);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static long Skip(long count, MemorySource* source)
    {
        var from = source->_position;
        source->_position += Math.Clamp(count, -from, source->Length - from);
        return source->_position == from && count != 0 ? -1 : source->_position - from;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static int Seek(long position, MemorySource* source)
    {
        if (position < 0 || position > source->Length)
        {
            return 0;
        }

        source->_position = position;
        return 1;
    }

    private nuint Read(byte* buffer, nuint count)
    {
        var taken = (nuint)Math.Min((ulong)count, (ulong)(length - _position));
        if (taken == 0)
        {
            return nuint.MaxValue;
        }

        Buffer.MemoryCopy(data + _position, buffer, (long)count, (long)taken);
        _position += (long)taken;
        return taken;
    }
}

/// <summary>The first error that the library reports: later ones only follow from it.</summary>
internal unsafe struct FirstError
{
    private const int Capacity = 256;
    private fixed byte _text[Capacity];
    private int _length;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static void Report(byte* message, FirstError* error)
    {
        if (error->_length > 0)
        {
            return;
        }

        for (; error->_length < Capacity && *message is not 0 and not (byte)'\n'; message++)
        {
            error->_text[error->_length++] = *message;
        }
    }

    public override readonly string ToString()
    {
        fixed (byte* text = _text)
        {
            return _length == 0 ? "no reason given" : Encoding.ASCII.GetString(text, _length);
        }
    }
}
