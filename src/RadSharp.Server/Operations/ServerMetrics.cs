using System.Globalization;
using System.Text;
using RadSharp.Server.Models;
using RadSharp.Server.Queue;

namespace RadSharp.Server.Operations;

/// <summary>What the server counts, in the text format of Prometheus (exposition format 0.0.4). No names, no texts.</summary>
internal sealed class ServerMetrics(InferenceQueue queue, ModelShelf models)
{
    private static readonly double[] Bounds = [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 51.2];

    private readonly Lock _gate = new();
    private readonly SortedDictionary<(string Method, int Status), long> _requests = [];
    private readonly long[] _firstTokens = new long[Bounds.Length + 1];
    private double _firstTokenSum;
    private long _tokens;

    /// <summary>Counts a request.</summary>
    public void Request(string method, int status)
    {
        lock (_gate)
        {
            _requests[(method, status)] = _requests.GetValueOrDefault((method, status)) + 1;
        }
    }

    /// <summary>Counts how long a reader has waited for an answer's first words.</summary>
    public void FirstToken(TimeSpan wait)
    {
        lock (_gate)
        {
            var bucket = Array.FindIndex(Bounds, bound => wait.TotalSeconds <= bound);
            _firstTokens[bucket < 0 ? Bounds.Length : bucket]++;
            _firstTokenSum += wait.TotalSeconds;
        }
    }

    /// <summary>Counts tokens that were made.</summary>
    public void Tokens(long count) => Interlocked.Add(ref _tokens, count);

    /// <summary>All counts.</summary>
    public string Write()
    {
        var text = new StringBuilder();
        lock (_gate)
        {
            Head(text, "radsharp_requests_total", "counter", "Requests by method and status.");
            foreach (var ((method, status), count) in _requests)
            {
                Line(text, $"radsharp_requests_total{{method=\"{method}\",status=\"{status}\"}}", count);
            }

            Head(text, "radsharp_first_token_seconds", "histogram", "From a question to its answer's first words.");
            long below = 0;
            for (var bucket = 0; bucket <= Bounds.Length; bucket++)
            {
                below += _firstTokens[bucket];
                var bound = bucket < Bounds.Length ? Bounds[bucket].ToString(CultureInfo.InvariantCulture) : "+Inf";
                Line(text, $"radsharp_first_token_seconds_bucket{{le=\"{bound}\"}}", below);
            }

            Line(text, "radsharp_first_token_seconds_sum", _firstTokenSum);
            Line(text, "radsharp_first_token_seconds_count", below);
        }

        Head(text, "radsharp_tokens_total", "counter", "Tokens that models have made.");
        Line(text, "radsharp_tokens_total", Interlocked.Read(ref _tokens));
        Head(text, "radsharp_queue_waiting", "gauge", "Requests that wait for a model.");
        Line(text, "radsharp_queue_waiting", queue.Waiting);
        Head(text, "radsharp_queue_running", "gauge", "Requests that compute.");
        Line(text, "radsharp_queue_running", queue.Running);
        Head(text, "radsharp_model_ready", "gauge", "Whether the default model is in memory.");
        Line(text, "radsharp_model_ready", models.IsReady ? 1 : 0);
        Head(text, "radsharp_memory_bytes", "gauge", "Memory that the process takes.");
        Line(text, "radsharp_memory_bytes", Environment.WorkingSet);
        return text.ToString();
    }

    private static void Head(StringBuilder text, string name, string type, string help) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private static void Line(StringBuilder text, string name, double value) =>
        text.Append(CultureInfo.InvariantCulture, $"{name} {value}\n");
}
