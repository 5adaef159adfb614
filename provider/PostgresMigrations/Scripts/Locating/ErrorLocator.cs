namespace Lockstep.PostgresMigrations.Scripts.Locating;

/// <summary>Turns what the server says about an error into a line and column of the script's file.</summary>
static class ErrorLocator
{
    public static LocatedError Locate(Statement statement, ReportedError error)
    {
        if (statement.At(error.Position) is { } position)
        {
            return new LocatedError(position, null);
        }

        var stack = CallStack.Read(error.Where);
        if (CopyLines.Find(statement, stack) is { } data)
        {
            return new LocatedError(data, stack.Innermost);
        }

        var body = RoutineBody.Of(statement);
        if (body is null || stack.LineIn(body) is not { } line)
        {
            return new LocatedError(statement.Start, stack.Innermost);
        }

        var isInBody = stack.CalledFromBody is null;
        var place = isInBody ? body.Find(line, error.InternalQuery, error.InternalPosition) : null;
        return new LocatedError(place ?? body.At(line) ?? statement.Start, stack.CalledFromBody);
    }
}
