namespace Lockstep.Api;

/// <summary>A variable of the environment is missing or not what it must be; nothing was started.</summary>
sealed class InvalidSettingException(string message) : Exception(message);
