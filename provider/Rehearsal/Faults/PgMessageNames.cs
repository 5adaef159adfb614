namespace Lockstep.Rehearsal.Faults;

/// <summary>The types of messages; some letters mean one thing from the client and another from the server.</summary>
static class PgMessageNames
{
    public static string OfClient(char type) => type switch
    {
        'B' => "Bind",
        'C' => "Close",
        'D' => "Describe",
        'E' => "Execute",
        'F' => "FunctionCall",
        'H' => "Flush",
        'P' => "Parse",
        'Q' => "Query",
        'S' => "Sync",
        'X' => "Terminate",
        'c' => "CopyDone",
        'd' => "CopyData",
        'f' => "CopyFail",
        'p' => "Password",
        _ => $"Unknown {type}",
    };

    public static string OfServer(char type) => type switch
    {
        '1' => "ParseComplete",
        '2' => "BindComplete",
        '3' => "CloseComplete",
        'A' => "NotificationResponse",
        'C' => "CommandComplete",
        'D' => "DataRow",
        'E' => "ErrorResponse",
        'G' => "CopyInResponse",
        'H' => "CopyOutResponse",
        'I' => "EmptyQueryResponse",
        'K' => "BackendKeyData",
        'N' => "NoticeResponse",
        'R' => "Authentication",
        'S' => "ParameterStatus",
        'T' => "RowDescription",
        'V' => "FunctionCallResponse",
        'W' => "CopyBothResponse",
        'Z' => "ReadyForQuery",
        'c' => "CopyDone",
        'd' => "CopyData",
        'n' => "NoData",
        's' => "PortalSuspended",
        't' => "ParameterDescription",
        'v' => "NegotiateProtocolVersion",
        _ => $"Unknown {type}",
    };
}
