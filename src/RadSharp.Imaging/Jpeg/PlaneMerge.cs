using System.Numerics;

namespace RadSharp.Imaging.Jpeg;

/// <summary>Makes an image of the decoded components: upsampling, then colour.</summary>
internal static class PlaneMerge
{
    /// <summary>One component becomes a grey image, several become RGB.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="colorSpace">What its components stand for.</param>
    /// <param name="planes">Their samples.</param>
    public static Image<T> ToImage<T>(JpegFrame frame, JpegColorSpace colorSpace, Plane<T>[] planes)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (planes is [var grey])
        {
            return ToGrey(grey);
        }

        const int Channels = 3;
        var samples = GC.AllocateUninitializedArray<T>(checked(frame.Height * frame.Width * Channels));
        var image = new Image<T>(frame.Width, frame.Height, Channels, samples);
        var inputs = new UpsampledPlane<T>[planes.Length];
        for (var index = 0; index < inputs.Length; index++)
        {
            inputs[index] = new UpsampledPlane<T>(frame, frame.Components[index], planes[index]);
        }

        for (var y = 0; y < frame.Height; y++)
        {
            var first = inputs[0].Row(y);
            var second = inputs[1].Row(y);
            var third = inputs[2].Row(y);
            var destination = image.Row(y);
            if (colorSpace is JpegColorSpace.YCbCr or JpegColorSpace.Ycck)
            {
                ColorConversion.YCbCrToRgb(first, second, third, destination, frame.Precision);
            }
            else
            {
                ColorConversion.Interleave(first, second, third, destination);
            }

            if (inputs is [_, _, _, var black])
            {
                ColorConversion.AddBlack(destination, colorSpace == JpegColorSpace.Cmyk, black.Row(y), frame.Precision);
            }
        }

        return image;
    }

    private static Image<T> ToGrey<T>(Plane<T> plane) where T : unmanaged
    {
        var samples = plane.Samples;
        if (samples.Length != plane.Width * plane.Height)
        {
            samples = GC.AllocateUninitializedArray<T>(plane.Width * plane.Height);
            for (var y = 0; y < plane.Height; y++)
            {
                plane.Row(y).CopyTo(samples.AsSpan(y * plane.Width));
            }
        }

        return new Image<T>(plane.Width, plane.Height, 1, samples);
    }
}
