using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RadSharp.Assistant.Tasks;
using RadSharp.Server.Access;
using RadSharp.Server.Api;
using RadSharp.Server.Queue;

namespace RadSharp.Server.Models;

/// <summary>What can be asked, and of whom.</summary>
internal static class ModelEndpoints
{
    /// <summary>Adds the addresses.</summary>
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/models", (ModelShelf models) => TypedResults.Ok(models.All)).Requires(ReaderRole.Reader)
            .WithSummary("The models that can be asked");
        api.MapGet("/tasks", () => TypedResults.Ok(AssistantTask.All.Select(
            task => new TaskEntry(task.Id, task.Label, task.Prompt, task.Needs, task.Group)).ToList())).Requires(ReaderRole.Reader)
            .WithSummary("What can be asked for by a click");
        api.MapGet("/queue", (InferenceQueue queue) => TypedResults.Ok(new QueueState(queue.Waiting, queue.Running, queue.Limit)))
            .Requires(ReaderRole.Reader).WithSummary("What waits for a model");
    }
}
