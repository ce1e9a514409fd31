namespace RadSharp.Imaging.Tests.Jpeg;

/// <summary>
/// A lossless JPEG stream written as plainly as can be after ITU-T T.81, annex H: any predictor, point transform, sampling,
/// interleaving and restart interval.
/// </summary>
/// <param name="Precision">Bits of a sample.</param>
/// <param name="Predictor">1 to 7.</param>
/// <param name="PointTransform">Bits cut off.</param>
/// <param name="RestartRows">Rows of minimum coded units between restart markers, 0 for none.</param>
/// <param name="Factors">Sampling factors of each component: tens across, ones down.</param>
/// <param name="IsInterleaved">One scan for all components, or one for each.</param>
/// <param name="HasLongCodes">Codes of 1 to 16 bits, or of 5 bits for every category.</param>
internal sealed record LosslessStream(
    int Precision, int Predictor, int PointTransform, int RestartRows, int[] Factors, bool IsInterleaved, bool HasLongCodes)
{
    private readonly List<byte> _bytes = [];
    private int _bits;
    private int _bitCount;

    /// <summary>The stream of an image of that size with components [component][row][column] at their own resolution.</summary>
    public byte[] Write(int width, int height, int[][][] components)
    {
        var (across, down) = (Factors.Max(factor => factor / 10), Factors.Max(factor => factor % 10));
        _bytes.AddRange([0xFF, 0xD8]);
        Segment(0xC3, [
            (byte)Precision, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, (byte)Factors.Length,
            .. Factors.SelectMany((factor, index) => (byte[])[(byte)index, (byte)((factor / 10 << 4) | (factor % 10)), 0])]);
        byte[] counts = HasLongCodes ? [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2] : [0, 0, 0, 0, 17, .. new byte[11]];
        Segment(0xC4, [0, .. counts, .. Enumerable.Range(0, 17).Select(category => (byte)category)]);
        var all = Enumerable.Range(0, Factors.Length);
        int[][] scans = IsInterleaved ? [[.. all]] : [.. all.Select(index => (int[])[index])];
        foreach (var scan in scans)
        {
            var isAlone = scan.Length == 1;
            var mcuColumns = isAlone ? components[scan[0]][0].Length : (width + across - 1) / across;
            var mcuRows = isAlone ? components[scan[0]].Length : (height + down - 1) / down;
            var interval = mcuColumns * RestartRows;
            Segment(0xDD, [(byte)(interval >> 8), (byte)interval]);
            byte[] tables = [.. scan.SelectMany(index => (byte[])[(byte)index, 0])];
            Segment(0xDA, [(byte)scan.Length, .. tables, (byte)Predictor, 0, (byte)PointTransform]);
            for (var mcuRow = 0; mcuRow < mcuRows; mcuRow++)
            {
                var isStart = mcuRow == 0 || (RestartRows > 0 && mcuRow % RestartRows == 0);
                if (isStart && mcuRow > 0)
                {
                    Flush();
                    _bytes.AddRange([0xFF, (byte)(0xD0 + (((mcuRow / RestartRows) - 1) & 7))]);
                }

                for (var mcuColumn = 0; mcuColumn < mcuColumns; mcuColumn++)
                {
                    foreach (var index in scan)
                    {
                        var (h, v) = isAlone ? (1, 1) : (Factors[index] / 10, Factors[index] % 10);
                        for (var y = mcuRow * v; y < (mcuRow + 1) * v; y++)
                        {
                            for (var x = mcuColumn * h; x < (mcuColumn + 1) * h; x++)
                            {
                                var predicted = Predicted(components[index], x, y, isStart && y == mcuRow * v);
                                Difference(Sample(components[index], x, y) - predicted);
                            }
                        }
                    }
                }
            }

            Flush();
        }

        _bytes.AddRange([0xFF, 0xD9]);
        return [.. _bytes];
    }

    // Beyond the image, where interleaving needs more samples: any value will do.
    private int Sample(int[][] component, int x, int y) =>
        (y < component.Length && x < component[0].Length ? component[y][x] : (x * 7) + y) >> PointTransform;

    private int Predicted(int[][] component, int x, int y, bool isFirstRow)
    {
        if (isFirstRow)
        {
            return x == 0 ? 1 << (Precision - PointTransform - 1) : Sample(component, x - 1, y);
        }

        if (x == 0)
        {
            return Sample(component, 0, y - 1);
        }

        var (left, above, corner) = (Sample(component, x - 1, y), Sample(component, x, y - 1), Sample(component, x - 1, y - 1));
        return Predictor switch
        {
            1 => left,
            2 => above,
            3 => corner,
            4 => left + above - corner,
            5 => left + ((above - corner) >> 1),
            6 => above + ((left - corner) >> 1),
            _ => (left + above) >> 1,
        };
    }

    private void Difference(int difference)
    {
        difference = (short)difference;
        var category = 0;
        while (Math.Abs(difference) >> category != 0)
        {
            category++;
        }

        var (code, length) = !HasLongCodes ? (category, 5)
            : category < 15 ? ((1 << (category + 1)) - 2, category + 1)
            : (0xFFFE + category - 15, 16);
        Bits(code, length);
        Bits(difference > 0 ? difference : difference - 1, category == 16 ? 0 : category);
    }

    private void Bits(int value, int count)
    {
        while (count-- > 0)
        {
            _bits = (_bits << 1) | ((value >> count) & 1);
            if (++_bitCount == 8)
            {
                _bytes.Add((byte)_bits);
                if ((byte)_bits == 0xFF)
                {
                    _bytes.Add(0);
                }

                _bitCount = 0;
            }
        }
    }

    private void Flush() => Bits(0xFF, (8 - _bitCount) % 8);

    private void Segment(byte marker, byte[] content) =>
        _bytes.AddRange([0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content]);
}
