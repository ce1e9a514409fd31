using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace RadSharp.Server.Api;

/// <summary>The API's description as an OpenAPI document, from which clients are made.</summary>
internal static class ApiDescription
{
    /// <summary>The document's name, and the API's version.</summary>
    public const string Version = "v1";

    /// <summary>Adds it.</summary>
    public static void Add(IServiceCollection services) => services.AddOpenApi(Version, document =>
    {
        // A finding that is not marked is null, which the generator leaves out of dictionaries.
        document.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(IReadOnlyDictionary<string, FindingMark?>))
            {
                schema.AdditionalProperties = new OpenApiSchema
                {
                    OneOf = [new OpenApiSchema { Type = JsonSchemaType.Null }, schema.AdditionalProperties!],
                };
            }

            return Task.CompletedTask;
        });
        document.AddDocumentTransformer((description, _, _) =>
        {
            description.Info.Title = "RadSharp";
            description.Info.Description = "The reading room's API. Errors are application/problem+json (RFC 9457).";

            // The address is the one that it was asked at.
            description.Servers?.Clear();
            return Task.CompletedTask;
        });
    });
}
