using Lockstep.Lambda.Errors;
using Lockstep.Lambda.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lockstep.Lambda.Tests.Errors;

public sealed class AnError
{
    const int Limit = 256 * 1024;

    [Fact]
    public void IsWrittenWithItsCauseAndInAnyScript()
    {
        var error = new InvalidOperationException("Zürich – 東京 \"quoted\"\n\u0001", new NotSupportedException("inner"));

        Write(error).ShouldBe(
            """{"errorType":"InvalidOperationException","errorMessage":"Zürich – 東京 \"quoted\"\n\u0001","stackTrace":[],"""
            + """ "cause":{"errorType":"NotSupportedException","errorMessage":"inner","stackTrace":[]}}""".TrimStart());
    }

    [Fact]
    public void HasALineForEachFrame()
    {
        var trace = Report(Thrown()).Body.Json().GetProperty("stackTrace");

        trace.GetArrayLength().ShouldBe(2);
        trace[0].GetString()!.ShouldStartWith("at Lockstep.Lambda.Tests.Errors.AnError.Throw()");
    }

    [Fact]
    public void KeepsTheOuterAndTheInnermostOfATooDeepChain()
    {
        Exception error = new InvalidOperationException("root");
        for (var depth = 1; depth <= 10_000; depth++)
        {
            error = new InvalidOperationException($"level {depth}", error);
        }

        var messages = new List<string>();
        var json = Report(error).Body.Json();
        for (; ; json = json.GetProperty("cause"))
        {
            messages.Add(json.GetProperty("errorMessage").GetString()!);
            if (!json.TryGetProperty("cause", out _))
            {
                break;
            }
        }

        messages.Count.ShouldBe(16);
        messages[0].ShouldBe("level 10000");
        messages[14].ShouldBe("level 9986");
        messages[15].ShouldBe("root");
    }

    [Fact]
    public void IsShortenedTo256Kilobytes()
    {
        Exception error = new InvalidOperationException(new string('\u0001', 1_000_000));
        for (var depth = 1; depth < 16; depth++)
        {
            error = new InvalidOperationException(new string('\u0001', 1_000_000), error);
        }

        var body = Report(error).Body;

        body.Length.ShouldBeLessThanOrEqualTo(Limit);
        body.Json().GetProperty("errorMessage").GetString()!.ShouldEndWith("\u0001... (shortened)");
    }

    [Fact]
    public void IsNotShortenedWhenItFits()
    {
        var message = new string('x', 200_000);

        Report(new InvalidOperationException(message)).Body.Json().GetProperty("errorMessage").GetString().ShouldBe(message);
    }

    [Fact]
    public void WithHalfACharacterIsStillJson()
    {
        Report(new InvalidOperationException("half \ud83d character")).Body.Json()
            .GetProperty("errorMessage").GetString().ShouldBe("half \ufffd character");
    }

    [Fact]
    public void ThatWasNamedArrivesVerbatimAndIsNotLogged()
    {
        var document = $$"""{"Status":"SUCCESS","Reason":"{{new string('é', 200_000)}}"}""";
        var inner = new InvalidOperationException("its cause says more than a caller should know");

        var report = ErrorReport.For(
            new InvalidOperationException("", inner),
            _ => new InvocationError("Lockstep.AnswerNotDelivered", document),
            NullLogger.Instance);

        report.Body.Json().GetProperty("errorType").GetString().ShouldBe("Lockstep.AnswerNotDelivered");
        report.Body.Json().GetProperty("errorMessage").GetString().ShouldBe(document);
        report.Body.Json().TryGetProperty("cause", out _).ShouldBeFalse();
        report.HeaderType.ShouldBe("Lockstep.AnswerNotDelivered");
        report.LoggedException.ShouldBeNull();
    }

    [Fact]
    public void KeepsItsOwnNameWhenTheNamingFails()
    {
        var log = new RecordingLog();

        var report = ErrorReport.For(
            new InvalidOperationException("mine"), _ => throw new NotSupportedException("naming"), log);

        report.ErrorType.ShouldBe("InvalidOperationException");
        log.Lines.ShouldHaveSingleItem().Exception.ShouldBeOfType<NotSupportedException>();
    }

    [Theory]
    [InlineData("InvalidOperationException", "Function.InvalidOperationException")]
    [InlineData("KeyNotFound`2", "Function.KeyNotFound")]
    [InlineData("Ausführungsfehler", "Function.Ausfhrungsfehler")]
    [InlineData("東京", "Function.Unknown")]
    [InlineData("", "Function.Unknown")]
    [InlineData("..", "Function.Unknown")]
    [InlineData("Lockstep.Continue", "Lockstep.Continue")]
    [InlineData("Runtime.ConfigInvalid", "Runtime.ConfigInvalid")]
    [InlineData("With space\r\nand: header", "Function.Withspaceandheader")]
    public void HasATypeThatAHeaderCanCarry(string errorType, string header) => ErrorTypeHeader.For(errorType).ShouldBe(header);

    static ErrorReport Report(Exception exception) => ErrorReport.For(exception, static _ => null, NullLogger.Instance);

    static string Write(Exception exception) => Report(exception).Body.Text();

    static InvalidOperationException Thrown()
    {
        try
        {
            Throw();
        }
        catch (InvalidOperationException exception)
        {
            return exception;
        }
        throw new NotSupportedException();
    }

    static void Throw() => throw new InvalidOperationException("thrown");
}
