namespace RadSharp.Imaging.Jpeg;

/// <summary>How the samples were coded: the groups of ITU-T T.81, 4.11, all with Huffman coding.</summary>
public enum JpegProcess
{
    /// <summary>Sequential DCT, 8 bits (SOF0).</summary>
    Baseline,

    /// <summary>Sequential DCT, 8 or 12 bits (SOF1).</summary>
    Extended,

    /// <summary>Progressive DCT, 8 or 12 bits (SOF2).</summary>
    Progressive,

    /// <summary>Prediction from neighbours, 2 to 16 bits, without loss (SOF3).</summary>
    Lossless,
}
