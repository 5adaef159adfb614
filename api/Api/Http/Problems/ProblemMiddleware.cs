using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Lockstep.Api.Http.Fields;
using Npgsql;

namespace Lockstep.Api.Http.Problems;

/// <summary>Makes every error a problem document: refusals, errors of the database, and what nobody thought of.</summary>
sealed class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> log)
{
    [SuppressMessage("Design", "CA1031", Justification = "The one place that answers for what nobody thought of.")]
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            await DescribeAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await ProblemWriter.WriteAsync(context, ProblemFor(exception, context.Request.Method));
        }
    }

    // What routing refuses has a status and no words.
    static async Task DescribeAsync(HttpContext context)
    {
        var detail = context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => $"There is nothing at {context.Request.Path}.",
            StatusCodes.Status405MethodNotAllowed => $"{context.Request.Path} does not take {context.Request.Method}; see Allow.",
            _ => null,
        };
        if (detail is not null && !context.Response.HasStarted)
        {
            await ProblemWriter.WriteAsync(context, ProblemException.Of(context.Response.StatusCode, detail));
        }
    }

    ProblemException ProblemFor(Exception exception, string method)
    {
        switch (exception)
        {
            case ProblemException problem:
                return problem;
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return ProblemException.Of(
                    StatusCodes.Status413PayloadTooLarge,
                    $"A body may have {RequestLimits.BodyBytes} bytes at most.",
                    new FieldError("(body)", $"has more than {RequestLimits.BodyBytes} bytes"));
            case BadHttpRequestException bad:
                return ProblemException.Of(bad.StatusCode, "The request cannot be read as HTTP.");
            case PostgresException refused when DatabaseProblems.For(refused, method) is { } problem:
                Tell(problem, refused);
                return problem;
            case (NpgsqlException and not PostgresException) or SocketException or TimeoutException:
                log.DatabaseUnreachable(exception.Message, exception.GetBaseException().Message);
                return DatabaseProblems.Unreachable();
            default:
                log.RequestFailed(exception);
                return ProblemException.Of(
                    StatusCodes.Status500InternalServerError, "Something went wrong here. The log says what.");
        }
    }

    void Tell(ProblemException problem, PostgresException refused)
    {
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
        {
            log.DatabaseRefused(refused.SqlState, refused.MessageText);
        }
    }
}
