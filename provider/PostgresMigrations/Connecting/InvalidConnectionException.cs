using Lockstep.CustomResources;

namespace Lockstep.PostgresMigrations.Connecting;

/// <summary>What says where the database is cannot be understood.</summary>
sealed class InvalidConnectionException(string message) : CustomResourceException(message);
