using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Lockstep.CustomResources.Binding;
using Lockstep.CustomResources.Requests;
using Lockstep.CustomResources.Responses;

namespace Lockstep.CustomResources.Commands;

/// <summary>Carries out what operators ask: event → command → document. Nothing here is ever PUT anywhere.</summary>
sealed class DirectInvocations(FunctionEnvironment environment, IReadOnlyList<CommandDefinition> commands)
{
    /// <returns>The command's document; an error document where it could not be carried out.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "The operator reads a document, whatever happens.")]
    public async Task<ReadOnlyMemory<byte>> RunAsync(CommandEvent asked, FunctionInvocation invocation)
    {
        using var call = new Call(environment, invocation, RequestEnvelope.Of(asked.Text, url: null), url: null);
        var name = Quoted.Name(asked.Command ?? "?");
        try
        {
            call.Log.CommandAsked(name, call.Request.PropertyNames());
            var document = await RunAsync(asked, call, invocation);
            call.Log.CommandDone(name, (long)call.Deadline.Worked.TotalMilliseconds);
            return CommandDocument.Write(document, call.Secrets);
        }
        catch (Exception exception)
        {
            call.Log.CommandFailed(exception, name);
            return CommandDocument.Write(CommandDocument.Failure(name, FailureReason.For(exception)), call.Secrets);
        }
    }

    async Task<JsonElement> RunAsync(CommandEvent asked, Call call, FunctionInvocation invocation)
    {
        var definition = commands.FirstOrDefault(command => command.Name == asked.Command) ?? throw Unknown(asked.Command);
        if (asked.Findings(definition).ToList() is { Count: > 0 } findings)
        {
            throw new CustomResourceException($"Invalid event of the command {definition.Name}: {string.Join("; ", findings)}.");
        }

        var context = Context(definition, asked, call, invocation);

        var work = Work.BeginAsync(
            () => definition.RunAsync(context, asked.Options(definition), call.Deadline.WorkToken), environment);
        try
        {
            return await work.WaitAsync(call.Deadline.PatienceToken);
        }
        catch (OperationCanceledException)
        {
            throw new OutOfTimeException(call.Deadline, "");
        }
    }

    static RequestContext Context(CommandDefinition definition, CommandEvent asked, Call call, FunctionInvocation invocation) =>
        call.Context() with
        {
            RequestType = definition.Name,
            RequestId = invocation.AwsRequestId,
            StackId = asked.Text[EventMember.StackId] ?? "",
            LogicalResourceId = asked.Text[EventMember.LogicalResourceId] ?? "",
            ResourceType = "",
        };

    CustomResourceException Unknown(string? name)
    {
        var known = commands.Select(command => command.Name).ToList();
        var near = name is not null && NearestName.To(name, known) is { } found ? $" Did you mean {found}?" : "";
        return new CustomResourceException(
            $"{(name is null ? "Command is not a text" : $"There is no command {Quoted.Text(name)}")}.{near} "
                + $"This function knows {string.Join(", ", known)}: "
                + """send {"Command": NAME, "ResourceProperties": {the resource's, as in the template}}.""");
    }
}
